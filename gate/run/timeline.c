/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timeline.c: the events of a run, in order. A run that waits for hours, for example a watch over a release that fails
 * and recovers every few seconds, raises the same events again and again: of one kind without a service, the first
 * LIMIT_EVENTS_ALIKE are told one by one, and later ones are counted in the last of these.
 */
#include "say.h"

#include <string.h>

struct raised {
	const char *event;
	struct json *last;
	int64_t n;
};

static struct raised *kind_of(struct run_log *log, const char *event)
{
	for (size_t i = 0; i < log->n_kinds; i++)
		if (!strcmp(log->kinds[i].event, event))
			return &log->kinds[i];
	log->kinds = arena_grow(log->a, log->kinds, log->n_kinds, &log->cap_kinds, sizeof(*log->kinds));
	log->kinds[log->n_kinds] = (struct raised){ .event = arena_strdup(log->a, event) };
	return &log->kinds[log->n_kinds++];
}

/* The entry holds the values; nothing else of them is kept. */
static void count_again(const struct run_log *log, const struct raised *k)
{
	struct arena *temporary = arena_new();
	json_set_int(temporary, k->last, "times", k->n - LIMIT_EVENTS_ALIKE + 1);
	json_set_string(temporary, k->last, "until", clock_time_text(temporary, loop_wall(log->loop)));
	arena_free(temporary);
}

void timeline_add(struct run_log *log, const char *event, const char *service, const char *detail)
{
	struct raised *k = service ? NULL : kind_of(log, event);
	if (k && k->n++ >= LIMIT_EVENTS_ALIKE) {
		count_again(log, k);
		return;
	}
	struct json *v = json_new_object(log->a);
	json_set_string(log->a, v, "at", clock_time_text(log->a, loop_wall(log->loop)));
	json_set_string(log->a, v, "event", event);
	json_set_string(log->a, v, "service", service);
	json_set_string(log->a, v, "detail", detail);
	json_add(log->timeline, v);
	if (k)
		k->last = v;
}
