/* SPDX-License-Identifier: Apache-2.0 */
/* keep.c: keeps the evidence of a story for external validators. */
#include "stage.h"

/* Copies every evidence file into the corpus, as STORY-NAME. */
void stage_keep_evidence(struct stage *s)
{
	const char *dir = stage_path(s, ".rungate/evidence");
	char **names;
	size_t n;
	struct str text;
	struct err e;
	if (!s->set->corpus || file_list(s->a, dir, ".json", &names, &n, &e))
		return;
	for (size_t i = 0; i < n; i++) {
		const char *to = arena_printf(s->a, "%s/%s-%s", s->set->corpus, s->story->name, names[i]);
		if (file_read(s->a, arena_printf(s->a, "%s/%s", dir, names[i]), 64 * 1024 * 1024, &text, &e) ||
			file_write_atomic(to, text.p, text.n, 0600, &e))
			stage_fail(s, "%s", e.text);
	}
}
