/* SPDX-License-Identifier: Apache-2.0 */
/* report_head.c: what all formats share: the headline of a verdict, and reading a predicate that may hold anything. */
#include "report.h"
#include "../evidence/evidence.h"

#include <string.h>

/* The first row that fits. Rows without an action come after those with one: they say nothing of traffic. */
static const struct report_headline headlines[] = {
	{ NULL, "rollback_failed", "ROLLBACK FAILED", "a person is needed now", MOOD_URGENT },
	{ NULL, "stopped", "STOPPED ON THE WAY", "traffic stays where the promotion got to", MOOD_UNSURE },
	{ "passed", "promoted", "PROMOTED", "all users are on the release", MOOD_GOOD },
	{ "passed", NULL, "PASSED", "the release may stay", MOOD_GOOD },
	{ "failed", "rolled_back", "ROLLED BACK", "the release failed; users are served by the revisions before it",
		MOOD_BACK },
	{ "failed", "superseded", "FAILED, NOT MOVED", "somebody else acted meanwhile, and was left to it", MOOD_UNSURE },
	{ "failed", "not_moved", "FAILED, NOT MOVED", "traffic is where it was", MOOD_BAD },
	{ "failed", "none", "FAILED, NOT MOVED", "traffic is where it was", MOOD_BAD },
	{ "failed", NULL, "FAILED", "what was done with traffic is not on record", MOOD_BAD },
	{ "inconclusive", "superseded", "SUPERSEDED", "somebody else acted meanwhile; nothing was changed", MOOD_UNSURE },
	{ "inconclusive", "not_moved", "INCONCLUSIVE", "neither passed nor condemned; nothing was changed", MOOD_UNSURE },
	{ "inconclusive", "none", "INCONCLUSIVE", "neither passed nor condemned; nothing was changed", MOOD_UNSURE },
	{ "inconclusive", NULL, "INCONCLUSIVE", "neither passed nor condemned", MOOD_UNSURE },
	{ "interrupted", "none", "INTERRUPTED", "nothing was changed", MOOD_UNSURE },
	{ "interrupted", NULL, "INTERRUPTED", "what was done with traffic is not on record", MOOD_UNSURE },
	{ "ordered", "rolled_back", "ROLLED BACK", "as ordered", MOOD_GOOD },
	{ "ordered", "superseded", "NOT MOVED", "somebody else acted meanwhile, and was left to it", MOOD_UNSURE },
	{ "ordered", "not_moved", "NOT MOVED", "the order was not carried out", MOOD_UNSURE },
	{ "ordered", "none", "PLANNED", "nothing was changed", MOOD_UNSURE },
	{ "ordered", NULL, "ORDERED", "what was done with traffic is not on record", MOOD_UNSURE },
	{ NULL, NULL, "VERDICT UNKNOWN", "this evidence holds none that is known here", MOOD_UNSURE },
};
/* A pass needs its evidence written. */
static const struct report_headline unrecorded = { NULL, NULL, "PASSED, NOT RECORDED",
	"evidence could not be written, so it does not count as a pass", MOOD_UNSURE };

const struct report_headline *report_headline(const struct json *predicate)
{
	const struct report_headline *h = headlines;
	if (report_is(predicate, "verdict", "passed") && json_int(json_get(predicate, "exitCode")) == EXIT_NO_EVIDENCE)
		return &unrecorded;
	while ((h->verdict && !report_is(predicate, "verdict", h->verdict)) ||
		(h->action && !report_is(predicate, "action", h->action)))
		h++;
	return h;
}

const char *report_emoji(enum report_mood m)
{
	static const char *const all[] = {
		[MOOD_GOOD] = "\u2705",
		[MOOD_BACK] = "\u23EA",
		[MOOD_BAD] = "\u274C",
		[MOOD_URGENT] = "\U0001F6A8",
		[MOOD_UNSURE] = "\u26A0\uFE0F",
	};
	return all[m];
}

struct str report_at(const struct json *v, const char *key)
{
	return json_text(json_get(v, key));
}

bool report_is(const struct json *v, const char *key, const char *want)
{
	return str_is(report_at(v, key), want);
}

const char *report_rule(struct arena *a, const struct json *rule)
{
	struct str id = report_at(rule, "id"), key = report_at(rule, "key");
	return key.n ? arena_printf(a, "%s %s", id.p, key.p) : id.p;
}

bool report_counts(const struct json *rule)
{
	return !report_is(rule, "severity", "warning") && !json_is_true(json_get(rule, "dryRun"));
}

const char *report_split(struct arena *a, const struct json *rows)
{
	char *out = NULL;
	for (size_t i = 0; i < json_size(rows); i++) {
		struct str name = report_at(json_item(rows, i), "revision");
		long long percent = (long long)json_int(json_get(json_item(rows, i), "percent"));
		if (percent)
			out = arena_printf(
				a, "%s%s%s %lld %%", out ? out : "", out ? ", " : "", name.n ? name.p : "LATEST", percent);
	}
	return out;
}

size_t report_count(const struct json *rules, const char *outcome)
{
	size_t n = 0;
	for (size_t i = 0; i < json_size(rules); i++)
		n += report_is(json_item(rules, i), "outcome", outcome) ? statement_told(json_item(rules, i)) : 0;
	return n;
}

void report_put_cut(struct buf *out, struct str s, size_t max)
{
	size_t n = text_whole(s, max);
	buf_put(out, s.p, n);
	if (n < s.n)
		buf_puts(out, "\u2026");
}
