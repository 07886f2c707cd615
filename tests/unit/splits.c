/* SPDX-License-Identifier: Apache-2.0 */
/* splits.c: services and their traffic splits, written as text. */
#include "splits.h"

#include <stdlib.h>
#include <string.h>

struct cloudrun_split split_of(struct arena *a, const char *text)
{
	struct cloudrun_split s = { ARENA_ARRAY(a, struct cloudrun_target, 16), 0 };
	char *copy = arena_strdup(a, text), *save = NULL;
	for (char *word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		char *percent = strchr(word, '='), *tag = strchr(word, '#');
		struct cloudrun_target t = { .percent = percent ? atoi(percent + 1) : 0, .tag = tag ? tag + 1 : NULL };
		word[strcspn(word, "=#")] = '\0';
		t.latest = !strcmp(word, "LATEST");
		t.revision = t.latest ? NULL : word;
		s.rows[s.n++] = t;
	}
	return s;
}

const char *split_rows(struct arena *a, const struct cloudrun_split *s)
{
	char *out = arena_strdup(a, "");
	for (size_t i = 0; i < s->n; i++) {
		const struct cloudrun_target *t = &s->rows[i];
		out = arena_printf(a, "%s%s%s", out, i ? "," : "", t->latest ? "LATEST" : t->revision);
		out = t->tag ? arena_printf(a, "%s#%s", out, t->tag) : arena_printf(a, "%s=%d", out, t->percent);
	}
	return out;
}

struct cloudrun_service service_of(struct arena *a, const char *desired, const char *effective)
{
	return (struct cloudrun_service){ .id = "s",
		.project = "p",
		.region = "r",
		.name = "s",
		.uid = "u",
		.generation = 3,
		.observed_generation = 3,
		.latest_created = "c",
		.latest_ready = "c",
		.desired = split_of(a, desired),
		.effective = split_of(a, effective) };
}
