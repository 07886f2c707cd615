/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: judges the recorded facts of earlier runs with the current policy, to show whether it would have caught an
 * outage. Prints the verdicts and rules that would change, the rules that never failed, and those that flap. Exits 6 if
 * a verdict would differ. */
#include "cmd.h"
#include "../audit/audit.h"
#include "../evidence/evidence.h"

#include <stdio.h>
#include <string.h>

enum { KINDS = OUTCOME_SKIPPED + 1 };

/* How one rule of the policy behaved over all runs. */
struct use {
	size_t judged, failed, unknown, fresh; /* fresh: without a recorded outcome */
	size_t changed[KINDS][KINDS];          /* from the recorded outcome to the new one */
	size_t flapped;                        /* runs in which it went from pass to fail or back more than once */
};
struct session {
	struct arena *a;
	const struct options *o;
	struct trust trust;
	struct policy policy;
	struct use *uses;
	struct json *seen, *runs;
	size_t replayed, stood, differ, untrusted, unreadable;
};

static void count(struct session *s, const struct replayed *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct replayed_outcome *o = &r->outcomes[i];
		struct use *u = &s->uses[o->rule];
		u->judged += o->kind != OUTCOME_SKIPPED;
		u->failed += o->kind == OUTCOME_FAIL;
		u->unknown += o->kind == OUTCOME_UNKNOWN;
		u->fresh += o->fresh;
		u->flapped += o->flaps;
		if (o->was >= 0)
			u->changed[o->was][o->kind]++;
	}
}

static void add(struct session *s, const struct replayed *r)
{
	if (r->kind == REPLAYED_UNREADABLE) {
		s->unreadable++;
		say_error(s->o, r->error);
	} else if (json_get(s->seen, r->sha256)) {
		return; /* another copy of the same evidence: a file and its git note */
	} else if (r->kind == REPLAYED_UNTRUSTED) {
		s->untrusted++;
	} else if (r->kind == REPLAYED) {
		json_set_bool(s->a, s->seen, r->sha256, true);
		count(s, r);
		if (r->differs || s->o->json || s->o->verbose)
			json_add(s->runs, r->run);
		s->differ += r->differs;
		s->replayed += r->judged;
		s->stood += !r->judged;
	}
}

/* ---- Output ---------------------------------------------------------------------------------------------- */

static void put(const struct json *v, const char *key)
{
	struct buf b = BUF_MAX(16 * 1024);
	text_put_printable(&b, json_text(json_get(v, key)));
	printf("%s", buf_text(&b));
	buf_free(&b);
}

static void print_runs(const struct session *s)
{
	for (size_t i = 0; i < json_size(s->runs); i++) {
		const struct json *v = json_item(s->runs, i);
		bool changed = json_is_true(json_get(v, "differs"));
		printf("%s  ", changed ? "CHANGED" : "same   ");
		put(v, "name");
		printf("\n           ");
		put(v, "verdict");
		printf(" (");
		put(v, "decision");
		printf(") -> ");
		put(v, "newVerdict");
		printf(" (");
		put(v, "newDecision");
		printf(")\n");
		if (!*json_text(json_get(v, "reason")).p)
			continue;
		printf("           ");
		put(v, "reason");
		printf("\n");
	}
}

static void print_changes(const struct session *s)
{
	bool titled = false;
	for (size_t i = 0; i < s->policy.n; i++)
		for (int from = 0; from < KINDS; from++)
			for (int to = 0; to < KINDS; to++) {
				if (from == to || !s->uses[i].changed[from][to])
					continue;
				if (!titled)
					printf("\nRules that would change\n");
				titled = true;
				printf("  %-32s %s -> %s in %zu\n", s->policy.rules[i]->id, outcome_name((enum outcome_kind)from),
					outcome_name((enum outcome_kind)to), s->uses[i].changed[from][to]);
			}
}

static bool is_new(const struct use *u)
{
	return u->fresh && u->judged;
}

static bool never_failed(const struct use *u)
{
	return u->judged && !u->failed && !u->unknown;
}

static bool flapped(const struct use *u)
{
	return u->flapped > 0;
}

static bool never_applied(const struct use *u)
{
	return !u->judged;
}

static void print_rules(const struct session *s, const char *title, bool (*which)(const struct use *u))
{
	bool titled = false;
	for (size_t i = 0; i < s->policy.n; i++) {
		const struct use *u = &s->uses[i];
		if (!which(u))
			continue;
		if (!titled)
			printf("\n%s\n", title);
		titled = true;
		printf("  %-32s judged %zu, failed %zu, unknown %zu", s->policy.rules[i]->id, u->judged, u->failed, u->unknown);
		printf(u->flapped ? ", flapped in %zu runs\n" : "\n", u->flapped);
	}
}

static void print_text(const struct session *s)
{
	print_runs(s);
	print_changes(s);
	if (!s->o->quiet && s->replayed) {
		print_rules(s, "Rules without a recorded outcome", is_new);
		print_rules(s, "Rules that flap", flapped);
		print_rules(s, "Rules that never failed", never_failed);
		print_rules(s, "Rules that never applied", never_applied);
	}
	printf("\n%zu judged again, %zu verdicts would differ", s->replayed, s->differ);
	if (s->stood)
		printf("; %zu unchanged (nothing was judged in them)", s->stood);
	if (s->untrusted)
		printf("; %zu skipped (not signed by a trusted key)", s->untrusted);
	if (s->unreadable)
		printf("; %zu could not be read", s->unreadable);
	printf("\n");
}

static struct json *rule_json(const struct session *s, size_t i)
{
	const struct use *u = &s->uses[i];
	struct json *v = json_new_object(s->a), *changes = json_new_object(s->a);
	json_set_string(s->a, v, "id", s->policy.rules[i]->id);
	json_set_int(s->a, v, "judged", (int64_t)u->judged);
	json_set_int(s->a, v, "failed", (int64_t)u->failed);
	json_set_int(s->a, v, "unknown", (int64_t)u->unknown);
	json_set_int(s->a, v, "withoutRecord", (int64_t)u->fresh);
	json_set_int(s->a, v, "flapped", (int64_t)u->flapped);
	for (int from = 0; from < KINDS; from++)
		for (int to = 0; to < KINDS; to++)
			if (from != to && u->changed[from][to])
				json_set_int(s->a, changes,
					arena_printf(
						s->a, "%s to %s", outcome_name((enum outcome_kind)from), outcome_name((enum outcome_kind)to)),
					(int64_t)u->changed[from][to]);
	json_set(v, "changes", changes);
	return v;
}

static void print_json(const struct session *s)
{
	struct json *v = json_new_object(s->a), *rules = json_new_array(s->a);
	struct buf b = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	for (size_t i = 0; i < s->policy.n; i++)
		json_add(rules, rule_json(s, i));
	json_set_int(s->a, v, "replayed", (int64_t)s->replayed);
	json_set_int(s->a, v, "differ", (int64_t)s->differ);
	json_set_int(s->a, v, "stood", (int64_t)s->stood);
	json_set_int(s->a, v, "untrusted", (int64_t)s->untrusted);
	json_set_int(s->a, v, "unreadable", (int64_t)s->unreadable);
	json_set(v, "runs", s->runs);
	json_set(v, "rules", rules);
	json_print(v, JSON_PRETTY, &b);
	printf("%s\n", buf_text(&b));
	buf_free(&b);
}

int cmd_replay(struct arena *a, const struct options *o, struct err *e)
{
	struct session s = { .a = a, .o = o, .seen = json_new_object(a), .runs = json_new_array(a) };
	struct secrets *k = secrets_blind(a);
	struct archive archive;
	struct replayed *all;
	struct config c;
	struct conf_errors *errors = config_errors(a, o);
	int rc = config_read_all(a, k, o, &c, errors);
	if (rc | policy_read(a, k, o, c.path ? &c : NULL, &s.policy, errors))
		return conf_errors_end(errors, e);
	if (trust_open(a, o, &c, &s.trust, e) || archive_list(a, o, &c, &archive, e) ||
		replay_archive(a, o, c.path ? &c : NULL, &s.trust, &archive, &all, e))
		return -1;
	s.uses = ARENA_ARRAY(a, struct use, s.policy.n + 1);
	for (size_t i = 0; i < archive.n; i++)
		add(&s, &all[i]);
	if (o->json)
		print_json(&s);
	else
		print_text(&s);
	return s.differ || s.unreadable ? EXIT_DIFFERS : EXIT_PASSED;
}
