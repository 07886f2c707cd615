/* SPDX-License-Identifier: Apache-2.0 */
/* store_folder.h: the calls of store.h for a folder. */
#ifndef GATE_STATE_STORE_FOLDER_H
#define GATE_STATE_STORE_FOLDER_H

#include "store.h"

void folder_get(struct store *s, const char *name, storage_done *done, void *arg);
void folder_put(struct store *s, const char *name, struct str bytes, int64_t generation, int64_t deadline,
	storage_done *done, void *arg);
void folder_remove(
	struct store *s, const char *name, int64_t generation, int64_t deadline, storage_done *done, void *arg);
/* store_folder_list.c */
void folder_list(struct store *s, const char *under, const char *from, size_t limit, storage_listed *done, void *arg);

/* Returns NULL, or what is wrong with the name of an object. */
const char *folder_name_wrong(const char *name);
int64_t folder_generation(struct str bytes);

#endif
