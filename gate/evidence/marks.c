/* SPDX-License-Identifier: Apache-2.0 */
/* marks.c: what later runs find evidence in a bucket by. */
#include "marks.h"
#include "history.h"

#include <string.h>

static const char *const verdict_marks[] = {
	[RECORD_OTHER] = "other",
	[RECORD_PASSED] = "passed",
	[RECORD_FAILED] = "failed",
};

/* Adds the mark of an image that passed the run's stage, once. Returns the number of marks. */
static size_t add_stage_mark(
	struct arena *a, const char *stage, const struct json *service, struct state_mark *marks, size_t n)
{
	const char *digest = evidence_image_digest(a, json_text(json_get(service, "image")).p);
	const char *under = stage && digest ? state_stage_marks(a, stage, digest) : NULL;
	for (size_t i = 0; under && i < n; i++) /* several services may run the same image */
		if (!strcmp(marks[i].under, under))
			return n;
	if (under)
		marks[n++] = (struct state_mark){ under, verdict_marks[RECORD_PASSED] };
	return n;
}

size_t marks_of(struct arena *a, const struct release *release, const char *stage, const struct json *predicate,
	struct state_mark **out)
{
	size_t n = 0;
	*out = ARENA_ARRAY(a, struct state_mark, 2 * release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct config_service *c = release->services[i].config;
		const struct json *v = json_get(json_get(predicate, "services"), c->member.alias);
		if (!v)
			continue;
		enum record_verdict verdict = history_verdict(NULL, predicate, c->member.alias, v);
		(*out)[n++] = (struct state_mark){
			arena_printf(
				a, "index/%s", state_service(a, cloudrun_full_name(a, c->kind, c->project, c->region, c->service))),
			verdict_marks[verdict]
		};
		if (verdict == RECORD_PASSED)
			n = add_stage_mark(a, stage, v, *out, n);
	}
	return n;
}
