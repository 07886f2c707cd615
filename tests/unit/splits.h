/* SPDX-License-Identifier: Apache-2.0 */
/* splits.h: services and their traffic splits, written as text. */
#ifndef TESTS_SPLITS_H
#define TESTS_SPLITS_H

#include "../../rollback/rollback.h"

/* "b=60,LATEST=40,a#blue": percents, and tags without traffic. */
struct cloudrun_split split_of(struct arena *a, const char *text);
const char *split_rows(struct arena *a, const struct cloudrun_split *s); /* the same text again */
/* Service s, settled on generation 3; revision c is the latest created and the latest ready. */
struct cloudrun_service service_of(struct arena *a, const char *desired, const char *effective);

#endif
