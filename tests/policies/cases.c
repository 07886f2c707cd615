/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases.c: policy-cases POLICY.cfg...: runs the cases beside each policy: rule, facts, expected outcome. Each rule of
 * the policy itself (not of an included policy) must have a case that passes, one that fails and one that is unknown.
 */
#include "../../gate/judge/judge.h"
#include "../../gate/run/held.h"
#include "../../gate/run/run.h"

#include <stdio.h>
#include <string.h>

struct played {
	size_t passed, failed;
};

/* One block of a .cases file. */
struct block {
	const char *id, *title, *expect, *key, *message;
	struct str facts;
	unsigned line;
};

struct reader {
	struct arena *a;
	const char *p, *path;
	unsigned line;
};

static const char *next_line(struct reader *r)
{
	size_t n = strcspn(r->p, "\n");
	const char *line = *r->p ? arena_strndup(r->a, r->p, n) : NULL;
	r->p += n + (r->p[n] == '\n');
	r->line++;
	return line;
}

static bool starts(const char *line, const char *word)
{
	return !strncmp(line, word, strlen(word));
}

static const char *peek(const struct reader *r)
{
	return r->p;
}

static void read_facts(struct reader *r, const char *first, struct block *b)
{
	struct buf text = BUF_MAX(1024 * 1024);
	buf_puts(&text, first);
	while (*peek(r) && !starts(peek(r), "expect ") && !starts(peek(r), "== "))
		buf_puts(&text, next_line(r));
	b->facts = (struct str){ arena_strndup(r->a, buf_text(&text), text.n), text.n };
	buf_free(&text);
}

static bool read_block(struct reader *r, struct block *b)
{
	const char *line;
	*b = (struct block){ .facts = STR("{}"), .key = NULL };
	while ((line = next_line(r)) && !starts(line, "== "))
		;
	if (!line)
		return false;
	size_t n = strcspn(line + 3, " ");
	b->id = arena_strndup(r->a, line + 3, n);
	b->title = line + 3 + n;
	b->line = r->line;
	while (*peek(r) && !starts(peek(r), "== ")) {
		line = next_line(r);
		if (starts(line, "facts ")) {
			read_facts(r, line + 6, b);
		} else if (starts(line, "expect ")) {
			size_t word = strcspn(line + 7, " ");
			b->expect = arena_strndup(r->a, line + 7, word);
			b->key = line[7 + word] ? line + 8 + word : NULL;
		} else if (starts(line, "message contains ")) {
			b->message = line + strlen("message contains ");
		}
	}
	return true;
}

static struct json *whole_facts(struct arena *a, struct json *facts)
{
	struct json *all = json_new_object(a);
	for (int g = 0; g < GROUP__COUNT; g++) {
		struct json *mine = json_get(facts, group_name((enum group)g));
		json_set(all, group_name((enum group)g), mine ? mine : json_new_object(a));
	}
	return all;
}

static const struct outcome *outcome_of(const struct outcomes *all, const struct block *b)
{
	for (size_t i = 0; i < all->n; i++) {
		const char *key = all->items[i].key;
		if (!strcmp(all->items[i].rule->id, b->id) && (!b->key || (key && !strcmp(key, b->key))))
			return &all->items[i];
	}
	return NULL;
}

static const struct outcome *same_outcome(const struct outcomes *all, const struct outcome *o)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct outcome *one = &all->items[i];
		if (one->rule == o->rule && !one->key == !o->key && (!o->key || !strcmp(one->key, o->key)))
			return one;
	}
	return NULL;
}

/* Evidence holds less than the facts and must give the same outcome, also when it is read back with sorted keys. */
static bool same_as_held(
	struct arena *a, const struct policy *p, const struct json *facts, const struct outcomes *wanted)
{
	struct held *h = held_new(a, true);
	struct outcomes again;
	struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	struct json *held;
	struct err e;
	judge_observe(a, p, facts, h);
	json_print(held_facts(h, facts), JSON_SORTED, &text);
	if (json_parse(a, (struct str){ buf_text(&text), text.n }, &held, &e)) {
		printf("the held facts are %s\n", e.text);
		return false;
	}
	buf_free(&text);
	judge(a, p, held, &again);
	for (size_t i = 0; i < wanted->n; i++) {
		const struct outcome *o = &wanted->items[i], *now = same_outcome(&again, o);
		if (now && now->kind == o->kind)
			continue;
		printf("%s: %s, and from what evidence holds %s: %s\n", o->rule->id, outcome_name(o->kind),
			now ? outcome_name(now->kind) : "nothing", now ? now->message : "");
		return false;
	}
	return true;
}

static bool run_case(struct arena *a, const struct policy *p, const struct reader *r, const struct block *b)
{
	struct json *facts;
	struct outcomes outcomes;
	struct err e;
	if (json_parse(a, b->facts, &facts, &e)) {
		printf("%s:%u: %s: the facts are %s\n", r->path, b->line, b->id, e.text);
		return false;
	}
	facts = whole_facts(a, facts);
	judge(a, p, facts, &outcomes);
	const struct outcome *o = outcome_of(&outcomes, b);
	const char *have = o ? outcome_name(o->kind) : "no such outcome";
	if (!b->expect || strcmp(have, b->expect) != 0) {
		printf("%s:%u: %s%s: %s, wanted %s%s%s\n", r->path, b->line, b->id, b->title, have,
			b->expect ? b->expect : "an expect line", o && *o->message ? ": " : "", o ? o->message : "");
		return false;
	}
	if (b->message && !strstr(o->message, b->message)) {
		printf("%s:%u: %s%s: the message is \"%s\", without \"%s\"\n", r->path, b->line, b->id, b->title, o->message,
			b->message);
		return false;
	}
	if (!same_as_held(a, p, facts, &outcomes)) {
		printf("%s:%u: %s%s\n", r->path, b->line, b->id, b->title);
		return false;
	}
	return true;
}

enum { SEEN_PASS = 1, SEEN_FAIL = 2, SEEN_UNKNOWN = 4, SEEN_ALL = 7 };

static unsigned seen_bit(const char *expect)
{
	return !expect                   ? 0
		: !strcmp(expect, "pass")    ? SEEN_PASS
		: !strcmp(expect, "fail")    ? SEEN_FAIL
		: !strcmp(expect, "unknown") ? SEEN_UNKNOWN
									 : 0;
}

static bool is_own(const struct rule *rule, const char *cfg)
{
	return !strcmp(rule->policy, cfg);
}

static void count_coverage(
	const struct policy *p, const unsigned *seen, const char *cfg, const char *path, struct played *out)
{
	for (size_t i = 0; i < p->n; i++) {
		if (seen[i] == SEEN_ALL || !is_own(p->rules[i], cfg))
			continue;
		printf("%s: rule %s lacks a case that%s%s%s\n", path, p->rules[i]->id, seen[i] & SEEN_PASS ? "" : " passes",
			seen[i] & SEEN_FAIL ? "" : " fails", seen[i] & SEEN_UNKNOWN ? "" : " is unknown");
		out->failed++;
	}
}

static int run_policy(struct arena *a, const char *cfg, struct played *out, struct err *e)
{
	struct options o = { .policies = { .items = &cfg, .n = 1 } };
	struct policy p;
	struct block b;
	struct str text;
	unsigned seen[LIMIT_RULES] = { 0 };
	const char *path = arena_printf(a, "%.*s.cases", (int)(strlen(cfg) - strlen(".cfg")), cfg);
	bool own = false;
	if (policy_load(a, secrets_new(a), &o, NULL, &p, e))
		return -1;
	for (size_t i = 0; i < p.n; i++)
		own = own || is_own(p.rules[i], cfg);
	if (!own)
		return 0;
	if (file_read(a, path, 4 * 1024 * 1024, &text, e))
		return -1;
	struct reader r = { .a = a, .p = text.p, .path = path };
	while (read_block(&r, &b)) {
		bool ok = run_case(a, &p, &r, &b);
		out->passed += ok;
		out->failed += !ok;
		for (size_t i = 0; i < p.n; i++)
			if (!strcmp(p.rules[i]->id, b.id))
				seen[i] |= seen_bit(b.expect);
	}
	count_coverage(&p, seen, cfg, path, out);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct played result = { 0, 0 };
	struct err e;
	for (int i = 1; i < argc; i++)
		if (run_policy(a, argv[i], &result, &e)) {
			printf("%s\n", e.text);
			result.failed++;
		}
	printf("policies: %zu passed, %zu failed\n", result.passed, result.failed);
	arena_free(a);
	return result.failed || !result.passed;
}
