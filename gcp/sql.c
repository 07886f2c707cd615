/* SPDX-License-Identifier: Apache-2.0 */
/* sql.c: parses the names of Cloud SQL instances. No side effects. */
#include "gcp.h"

#include <string.h>

void sql_instance_name(
	struct arena *a, const char *text, const char *default_project, const char **project, const char **id)
{
	const char *last = strrchr(text, ':'), *before = last;
	while (before && before > text && *--before != ':')
		;
	bool full = last && before > text && *before == ':';
	*id = last ? last + 1 : text;
	*project = full ? arena_strndup(a, text, (size_t)(before - text)) : default_project;
}
