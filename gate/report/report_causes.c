/* SPDX-License-Identifier: Apache-2.0 */
/* report_causes.c: the tree of causes (member `causes`) as lines for people. No line says more than the evidence: a
 * cause is likely, shared or not shown. */
#include "report_causes.h"

#include <string.h>

enum { RULES_SHOWN = 4, COMMITS_SHOWN = 3 };

struct telling {
	struct arena *a;
	struct report_cause_line *items;
	size_t n, cap;
	struct json *told; /* the members are findings that stand above */
};

static void tell(struct telling *t, int depth, enum report_cause_mark mark, const char *text)
{
	t->items = arena_grow(t->a, t->items, t->n, &t->cap, sizeof(*t->items));
	t->items[t->n++] = (struct report_cause_line){ .depth = depth, .mark = mark, .text = text };
}

static const char *text_in(const struct json *v, const char *key)
{
	return report_at(v, key).p;
}

/* "KEY: MESSAGE"; most messages begin with the key already. */
static const char *said(struct arena *a, const struct json *rule)
{
	const char *key = text_in(rule, "key"), *message = text_in(rule, "message");
	size_t n = strlen(key);
	if (!*message)
		return report_rule(a, rule);
	return !n || !strncmp(message, key, n) || strcmp(text_in(rule, "seen"), "not") == 0
		? message
		: arena_printf(a, "%s: %s", key, message);
}

/* That the baseline does badly too tells nothing against a called service, which is the same for both. */
static enum report_cause_mark mark_of(const struct json *finding, bool baseline_bad)
{
	if (report_is(finding, "standing", "new"))
		return baseline_bad && !json_get(finding, "behind") ? REPORT_CAUSE_NEW : REPORT_CAUSE_LIKELY;
	if (report_is(finding, "standing", "shared"))
		return REPORT_CAUSE_SHARED;
	return report_is(finding, "standing", "exonerated") ? REPORT_CAUSE_NOT : REPORT_CAUSE_OPEN;
}

/* Whether the finding stands beneath an earlier symptom in the same way. */
static bool told_before(const struct telling *t, const struct json *finding)
{
	const char *name = arena_printf(t->a, "%s %s", report_rule(t->a, finding), text_in(finding, "standing"));
	bool before = json_get(t->told, name) != NULL;
	json_set_bool(t->a, t->told, name, true);
	return before;
}

static void tell_finding(struct telling *t, const struct json *f, bool bad)
{
	const char *because = text_in(f, "because");
	tell(t, 1, mark_of(f, bad), *because ? arena_printf(t->a, "%s (%s)", said(t->a, f), because) : said(t->a, f));
}

/* exonerated: tells those alone; otherwise the others. Several that an earlier symptom has too share a line. */
static void tell_findings(struct telling *t, const struct json *symptom, bool exonerated)
{
	const struct json *all = json_get(symptom, "findings"), *first = NULL;
	bool bad = report_is(symptom, "baseline", "badly");
	int64_t more = exonerated ? json_int(json_get(symptom, "moreFindings")) : 0;
	size_t again = 0, at = t->n;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *f = json_item(all, i);
		if (report_is(f, "standing", "exonerated") != exonerated)
			continue;
		if (!told_before(t, f))
			tell_finding(t, f, bad);
		else if (!again++)
			first = f;
	}
	if (more)
		tell(t, 1, REPORT_CAUSE_MORE, arena_printf(t->a, "%lld more findings are in the evidence", (long long)more));
	if (!again)
		return;
	const char *text = again == 1 ? arena_printf(t->a, "as above: %s", said(t->a, first))
								  : arena_printf(t->a, "as above: %s, and %zu more", said(t->a, first), again - 1);
	tell(t, 1, mark_of(first, bad), text);
	struct report_cause_line line = t->items[t->n - 1];
	memmove(&t->items[at + 1], &t->items[at], (t->n - 1 - at) * sizeof(line));
	t->items[at] = line; /* first, where the strongest of them stands */
}

static const char *list(struct arena *a, const struct json *all, size_t max)
{
	const char *text = "";
	for (size_t i = 0; i < json_size(all) && i < max; i++)
		text = arena_printf(a, "%s%s%s", text, i ? "; " : "", json_text(json_item(all, i)).p);
	return text;
}

static void tell_changed(struct telling *t, const struct json *all)
{
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i), *commits = json_get(v, "commits");
		const char *fields = list(t->a, json_get(v, "fields"), SIZE_MAX);
		long long more = (long long)json_int(json_get(v, "moreCommits")) +
			(json_size(commits) > COMMITS_SHOWN ? (long long)(json_size(commits) - COMMITS_SHOWN) : 0);
		if (!*text_in(v, "from"))
			tell(t, 1, REPORT_CAUSE_CHANGED,
				arena_printf(
					t->a, "%s: %s, and no baseline to compare it with", text_in(v, "service"), text_in(v, "to")));
		else
			tell(t, 1, REPORT_CAUSE_CHANGED,
				arena_printf(t->a, "%s, %s -> %s: %s", text_in(v, "service"), text_in(v, "from"), text_in(v, "to"),
					*fields ? fields : "nothing in the template"));
		if (json_size(commits))
			tell(t, 1, REPORT_CAUSE_CHANGED,
				arena_printf(t->a, "%s, commits: %s%s", text_in(v, "service"), list(t->a, commits, COMMITS_SHOWN),
					more ? arena_printf(t->a, "; and %lld more", more) : ""));
	}
}

static void tell_lines(struct telling *t, const struct json *all)
{
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		tell(t, 1, REPORT_CAUSE_LOGGED,
			arena_printf(t->a, "%s, %lld times in %lld entries: %s", text_in(v, "service"),
				(long long)json_int(json_get(v, "count")), (long long)json_int(json_get(v, "of")), text_in(v, "line")));
	}
}

static void tell_unexplained(struct telling *t, const struct json *symptom)
{
	if (report_is(symptom, "baseline", "well"))
		tell(t, 1, REPORT_CAUSE_NONE, "no finding explains this; the baseline does well: likely what changed");
	else if (report_is(symptom, "baseline", "badly"))
		tell(t, 1, REPORT_CAUSE_NONE, "no finding explains this; the baseline does as badly: likely shared");
	else
		tell(t, 1, REPORT_CAUSE_NONE, "no finding explains this");
}

/* What stands first decides: findings are in the order of the evidence. */
static bool first_stands(const struct json *symptom, const char *standing)
{
	return report_is(json_item(json_get(symptom, "findings"), 0), "standing", standing);
}

static void tell_symptom(struct telling *t, const struct json *symptom)
{
	const struct json *rules = json_get(symptom, "rules");
	size_t first = t->n;
	for (size_t i = 0; i < json_size(rules) && i < RULES_SHOWN; i++)
		tell(t, 0, REPORT_CAUSE_SYMPTOM, said(t->a, json_item(rules, i)));
	if (json_size(rules) > RULES_SHOWN)
		tell(t, 0, REPORT_CAUSE_MORE,
			arena_printf(t->a, "and %zu more with the same explanation", json_size(rules) - RULES_SHOWN));
	for (size_t i = first + 1; i < t->n; i++)
		t->items[i].joins = true;
	if (json_is_true(json_get(symptom, "itself")))
		return;
	if (!json_size(json_get(symptom, "findings")) || first_stands(symptom, "exonerated"))
		tell_unexplained(t, symptom);
	tell_findings(t, symptom, false);
	tell_changed(t, json_get(symptom, "changed"));
	tell_lines(t, json_get(symptom, "lines"));
	tell_findings(t, symptom, true);
}

const struct report_cause_line *report_causes(struct arena *a, const struct json *predicate, size_t *n)
{
	const struct json *tree = json_get(predicate, "causes"), *symptoms = json_get(tree, "symptoms"),
					  *apart = json_get(tree, "alsoWrong");
	struct telling t = { .a = a, .told = json_new_object(a) };
	for (size_t i = 0; i < json_size(symptoms); i++)
		tell_symptom(&t, json_item(symptoms, i));
	for (size_t i = 0; i < json_size(apart); i++)
		tell(&t, 0, REPORT_CAUSE_ALSO, said(a, json_item(apart, i)));
	if (json_int(json_get(tree, "leftOut")))
		tell(&t, 0, REPORT_CAUSE_MORE,
			arena_printf(a, "%lld more are in the evidence", (long long)json_int(json_get(tree, "leftOut"))));
	*n = t.n;
	return t.items;
}

const char *report_cause_word(enum report_cause_mark mark)
{
	static const char *const words[] = {
		[REPORT_CAUSE_SYMPTOM] = "",
		[REPORT_CAUSE_LIKELY] = "likely",
		[REPORT_CAUSE_NEW] = "new",
		[REPORT_CAUSE_SHARED] = "shared",
		[REPORT_CAUSE_OPEN] = "not shown",
		[REPORT_CAUSE_NOT] = "unlikely",
		[REPORT_CAUSE_NONE] = "unexplained",
		[REPORT_CAUSE_CHANGED] = "changed",
		[REPORT_CAUSE_LOGGED] = "logged",
		[REPORT_CAUSE_ALSO] = "also wrong",
		[REPORT_CAUSE_MORE] = "",
	};
	return words[mark];
}

static bool is_same_rule(const struct json *x, const struct json *y)
{
	return str_eq(report_at(x, "id"), report_at(y, "id")) && str_eq(report_at(x, "key"), report_at(y, "key"));
}

const struct json *report_symptom_of(const struct json *predicate, const struct json *rule)
{
	const struct json *symptoms = json_get(json_get(predicate, "causes"), "symptoms");
	for (size_t i = 0; i < json_size(symptoms); i++) {
		const struct json *rules = json_get(json_item(symptoms, i), "rules");
		for (size_t k = 0; k < json_size(rules); k++)
			if (is_same_rule(json_item(rules, k), rule))
				return json_item(symptoms, i);
	}
	return NULL;
}

const char *report_cause_of(struct arena *a, const struct json *symptom)
{
	const struct json *first = json_item(json_get(symptom, "findings"), 0);
	const char *word = report_cause_word(mark_of(first, report_is(symptom, "baseline", "badly")));
	return first ? arena_printf(a, "%s: %s", word, said(a, first)) : NULL;
}
