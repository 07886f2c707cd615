/* SPDX-License-Identifier: Apache-2.0 */
/* report_head.c: shared by all formats: the headline of a verdict, and access to members of a predicate. */
#include "report.h"
#include "../evidence/evidence.h"

#include <string.h>

/* The first matching row is used. Rows without an action come last: they are for evidence whose action is unknown. */
static const struct report_headline headlines[] = {
	{ NULL, "rollback_failed", "ROLLBACK FAILED", "a person must act now", MOOD_URGENT },
	{ NULL, "stopped", "PROMOTION STOPPED", "traffic stays at the last step that was reached", MOOD_UNSURE },
	{ NULL, "tag_left", "TAG LEFT", "the tag of the drill could not be taken away; traffic was not changed",
		MOOD_URGENT },
	{ "ordered", "drilled", "THE WAY BACK WORKS", "each target started and answered well", MOOD_GOOD },
	{ "ordered", "not_fit", "NO WAY BACK", "a target does not work, or there is none", MOOD_BAD },
	{ "passed", "promoted", "PROMOTED", "all users are on the release", MOOD_GOOD },
	{ "passed", NULL, "PASSED", "the release may stay", MOOD_GOOD },
	{ "failed", "rolled_back", "ROLLED BACK", "users are served by the revisions before the release", MOOD_BACK },
	{ "failed", "superseded", "FAILED, NOT MOVED", "the service was changed meanwhile", MOOD_UNSURE },
	{ "failed", "not_moved", "FAILED, NOT MOVED", "the release failed; traffic was not changed", MOOD_BAD },
	{ "failed", "none", "FAILED, NOT MOVED", "the release failed; traffic was not changed", MOOD_BAD },
	{ "failed", NULL, "FAILED", "the evidence does not record what was done with traffic", MOOD_BAD },
	{ "inconclusive", "superseded", "SUPERSEDED", "the service was changed meanwhile; rungate changed nothing",
		MOOD_UNSURE },
	{ "inconclusive", "not_moved", "INCONCLUSIVE", "neither passed nor failed; nothing was changed", MOOD_UNSURE },
	{ "inconclusive", "none", "INCONCLUSIVE", "neither passed nor failed; nothing was changed", MOOD_UNSURE },
	{ "inconclusive", NULL, "INCONCLUSIVE", "neither passed nor failed", MOOD_UNSURE },
	{ "interrupted", "none", "INTERRUPTED", "nothing was changed", MOOD_UNSURE },
	{ "interrupted", NULL, "INTERRUPTED", "the evidence does not record what was done with traffic", MOOD_UNSURE },
	{ "ordered", "rolled_back", "ROLLED BACK", "as requested", MOOD_GOOD },
	{ "ordered", "superseded", "NOT MOVED", "the service was changed meanwhile, so traffic was not moved",
		MOOD_UNSURE },
	{ "ordered", "not_moved", "NOT MOVED", "traffic was not moved as requested", MOOD_UNSURE },
	{ "ordered", "none", "PLANNED", "nothing was changed", MOOD_UNSURE },
	{ "ordered", NULL, "REQUESTED", "the evidence does not record what was done with traffic", MOOD_UNSURE },
	{ NULL, NULL, "VERDICT UNKNOWN", "this evidence has no verdict that this version of rungate knows", MOOD_UNSURE },
};
/* A pass whose evidence could not be written. */
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

/* ---- The services ----------------------------------------------------------------------------------- */

static bool is_among(const struct report_service *all, size_t n, const char *alias)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(all[i].alias, alias))
			return true;
	return false;
}

const struct report_service *report_services(struct arena *a, const struct json *predicate, size_t *n)
{
	const struct json *services = json_get(predicate, "services"), *order = json_get(predicate, "order");
	struct report_service *all = ARENA_ARRAY(a, struct report_service, json_size(services) + 1);
	*n = 0;
	for (size_t i = 0; i < json_size(order); i++) {
		const char *alias = json_text(json_item(order, i)).p;
		if (json_get(services, alias) && !is_among(all, *n, alias))
			all[(*n)++] = (struct report_service){ alias, json_get(services, alias) };
	}
	size_t ordered = *n;
	for (struct json_each it = json_each(services); json_next(&it);)
		if (!is_among(all, ordered, it.key))
			all[(*n)++] = (struct report_service){ it.key, it.value };
	return all;
}

/* Only what cannot change the meaning of a URL. */
static bool is_part(struct str s)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:";
	return s.n && strspn(s.p, chars) == s.n;
}

const char *report_console(struct arena *a, const struct json *service)
{
	struct str project = report_at(service, "project"), region = report_at(service, "region"),
			   name = report_at(service, "service");
	/* the address of a worker pool's logs is not documented */
	bool known = !strstr(report_at(service, "name").p, "/workerPools/");
	return known && is_part(project) && is_part(region) && is_part(name)
		? arena_printf(
			  a, "https://console.cloud.google.com/run/detail/%s/%s/logs?project=%s", region.p, name.p, project.p)
		: NULL;
}

const char *report_where(struct arena *a, const struct json *predicate)
{
	const struct json *first = NULL;
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);) {
		if (first &&
			(!str_eq(report_at(first, "project"), report_at(it.value, "project")) ||
				!str_eq(report_at(first, "region"), report_at(it.value, "region"))))
			return "";
		first = first ? first : it.value;
	}
	return first && report_at(first, "project").n
		? arena_printf(a, "project %s, region %s", report_at(first, "project").p, report_at(first, "region").p)
		: "";
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
