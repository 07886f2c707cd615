/* SPDX-License-Identifier: Apache-2.0 */
/* shown.c: what people see while traffic is moved. */
#include "shown.h"

#include <string.h>

/* Words for the events of a move. expected: they follow one another in every move, so a log does not need a line for
 * each. */
static const struct {
	const char *event, *words;
	bool expected;
} events[] = {
	{ "sending", "sending the change", false },
	{ "acknowledged", "the change was accepted; it takes effect", true },
	{ "operation_ended", "the change has ended; reading the service", true },
	{ "following", "waiting until the change has taken effect", true },
	{ "found_applied", "traffic is at the target already", false },
	{ "not_acknowledged", "no answer to the change; reading the service", false },
	{ "conflict", "somebody else changed the service at the same time; reading it", false },
	{ "unreadable", "the service could not be read; trying again", false },
	{ "operation_unreadable", "the change could not be followed; trying again", false },
	{ "token_short", "the credentials expire soon", false },
	{ "done", "moved, and read back", false },
	{ "not_needed", "nothing to move", false },
	{ "superseded", "somebody else changed the service", false },
	{ "unknown", "sent, and not confirmed", false },
};

static void show(struct run_log *log, const struct live_text *t)
{
	live_waits(log, NULL, NULL);
	live_show(log, t);
}

void shown_checking(struct run_log *log, int64_t since, int64_t until)
{
	show(log,
		&(struct live_text){ .topic = live_topic(0, "checking"),
			.label = "rollback",
			.what = "the release failed; checking the revisions to which traffic goes back",
			.next = "",
			.since = since,
			.until = until });
}

static bool is_of_tag(const struct traffic_move *m)
{
	return m->aim == AIM_TRY || m->aim == AIM_UNTRY;
}

/* The detail of "acknowledged" is the name of the operation, which tells people nothing. */
void shown_moving(struct run_log *log, const struct traffic_move *m, const char *event, const char *detail,
	int64_t since, int64_t until)
{
	if (log->options->verbose) /* the event itself is printed */
		return;
	struct arena *a = arena_under(log->a);
	const char *words = event;
	bool expected = false;
	for (size_t i = 0; i < COUNTOF(events); i++)
		if (!strcmp(events[i].event, event)) {
			words = events[i].words;
			expected = events[i].expected;
		}
	if (is_of_tag(m) && !strcmp(event, "done"))
		words = "done, and read back";
	const char *what = arena_printf(
		a, "%s: %s%s%s", m->alias, words, detail && !expected ? ": " : "", detail && !expected ? detail : "");
	show(log,
		&(struct live_text){ .topic = expected ? 0 : live_topic(0, what),
			.label = is_of_tag(m) ? "tag " PLAN_TRY_TAG : "moving traffic",
			.what = what,
			.next = "",
			.since = since,
			.until = until });
	arena_free(a);
}

void shown_recovering(struct run_log *log, const char *why, int64_t row, int64_t passes, int64_t since, int64_t until)
{
	struct arena *a = arena_under(log->a);
	const char *what = why
		? arena_printf(a, "users are not served yet: %s", why)
		: arena_printf(a, "users are served, %lld of %lld rounds", (long long)row, (long long)passes);
	show(log,
		&(struct live_text){ .topic = live_topic(0, why ? why : "served"),
			.label = "after the rollback",
			.what = what,
			.next = "",
			.since = since,
			.until = until });
	arena_free(a);
}
