/* SPDX-License-Identifier: Apache-2.0 */
/* report_drill.c: the receipts of `rungate drill` in words. */
#include "report.h"

/* What an outcome means, and its mood. */
static const struct {
	const char *outcome, *words;
	enum report_mood mood;
} outcomes[] = {
	{ "fit", "works", MOOD_GOOD },
	{ "unfit", "does not work", MOOD_BAD },
	{ "passed_over", "is passed over, by a rollback too", MOOD_UNSURE },
	{ "none", "no target", MOOD_BAD },
	{ "superseded", "was not proven: somebody else changed the service", MOOD_UNSURE },
	{ "unknown", "was not proven", MOOD_UNSURE },
};

/* Returns the ms from the tag to the first round of good answers; -1: not recorded. */
static int64_t answered_after(const struct json *receipt)
{
	int64_t tagged, answered;
	struct err e;
	bool known = !clock_parse_time(report_at(receipt, "taggedAt").p, &tagged, &e) &&
		!clock_parse_time(report_at(receipt, "answeredAt").p, &answered, &e);
	return known ? answered - tagged : -1;
}

enum report_mood report_drill_mood(const struct json *receipt)
{
	for (size_t i = 0; i < COUNTOF(outcomes); i++)
		if (report_is(receipt, "outcome", outcomes[i].outcome))
			return outcomes[i].mood;
	return MOOD_UNSURE;
}

const char *report_drill(struct arena *a, const struct json *receipt)
{
	const char *target = report_at(receipt, "target").p, *reason = report_at(receipt, "reason").p, *words = "";
	int64_t ms = answered_after(receipt);
	for (size_t i = 0; i < COUNTOF(outcomes); i++)
		if (report_is(receipt, "outcome", outcomes[i].outcome))
			words = outcomes[i].words;
	return arena_printf(a, "%s%s%s%s%s%s", target, *target ? " " : "", words, *reason ? ": " : "", reason,
		report_is(receipt, "outcome", "fit") && ms >= 0
			? arena_printf(a, ", first answered well %s after it got the tag", clock_duration_text(a, ms))
			: "");
}
