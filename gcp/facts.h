/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h: copying an API's fields into facts, defaults filled in. */
#ifndef GCP_FACTS_H
#define GCP_FACTS_H

#include "gcp.h"

/* A row: the fact's name, the path in the answer (NULL: the same), its kind. Absent values become "", 0, false, []. */
struct fact_field { const char *name, *path; enum json_kind kind; };
void facts_copy(struct arena *a, struct json_reader *r, const struct fact_field *fields, size_t n, struct json *out);
/* The answer must be the resource that was asked for. */
int facts_check_name(const char *name, const char *id, struct err *e);

#endif
