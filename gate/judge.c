/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.c: PURE. (policy, facts) -> outcomes. Looks at nothing and changes nothing; the same two documents give
 * the same outcomes a year later. What has no value is unknown, never passed.
 */
#include "gate.h"

#include <string.h>

enum { VALUE_LINES = 12 };

const char *outcome_name(enum outcome_kind k)
{
	static const char *const names[] = {
		[OUTCOME_PASS] = "pass", [OUTCOME_FAIL] = "fail", [OUTCOME_UNKNOWN] = "unknown", [OUTCOME_SKIPPED] = "skipped",
	};
	return names[k];
}

char *outcome_text(struct arena *a, const struct outcome *o)
{
	return arena_printf(a, "%s%s%s: %s", o->rule->id, o->key ? " " : "", o->key ? o->key : "", o->message);
}

static const char *beneath(struct arena *a, const struct cel_program *p, const struct cel_scope *scope)
{
	struct buf b = BUF_MAX(8192);
	cel_explain(p, scope, a, VALUE_LINES, &b);
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	size_t n = strlen(text);
	if (n && text[n - 1] == '\n')
		text[n - 1] = '\0';
	return text;
}

static const char *copy(struct arena *a, struct str s)
{
	return arena_strndup(a, s.p, s.n);
}

static struct outcome unknown(struct arena *a, const struct rule *r, const char *key, const char *what,
                              const struct cel_value *v)
{
	struct outcome o = { .rule = r, .key = key, .kind = OUTCOME_UNKNOWN, .values = "" };
	if (v->kind == CEL_ERROR)
		o.message = copy(a, cel_error_text(v));
	else
		o.message = arena_printf(a, "%s must give true or false, and gave a %s", what, cel_kind_name(v->kind));
	return o;
}

/* What the rule's author says; where that fails, the expression and its values speak. */
static const char *said(struct arena *a, const struct rule *r, const struct cel_scope *scope, const char *values)
{
	if (r->message_program) {
		struct cel_value v = cel_eval(r->message_program, scope, a);
		if (v.kind == CEL_STRING && v.s.n)
			return copy(a, v.s);
	}
	char *list = arena_strdup(a, values);
	for (char *c = list; *c; c++)
		*c = *c == '\n' ? ';' : *c;
	return arena_printf(a, "%s is false%s%s%s", r->expression.text, *list ? " (" : "", list, *list ? ")" : "");
}

/* Enough of it must have been seen to say anything: a ratio over three requests proves nothing, good or bad. */
static bool has_enough(struct arena *a, const struct rule *r, const char *key, const struct cel_scope *scope, struct outcome *out)
{
	struct cel_value enough = cel_eval(r->needs_program, scope, a);
	if (enough.kind == CEL_BOOL && enough.b)
		return true;
	*out = unknown(a, r, key, "`needs`", &enough);
	if (enough.kind == CEL_BOOL) {
		out->message = arena_printf(a, "too little was seen: needs %s", r->needs.text);
		out->values = beneath(a, r->needs_program, scope);
	}
	return false;
}

static struct outcome judge_one(struct arena *a, const struct rule *r, const char *key, const struct cel_scope *scope)
{
	struct outcome o = { .rule = r, .key = key, .kind = OUTCOME_PASS, .message = "", .values = "" };
	if (r->when_program) {
		struct cel_value when = cel_eval(r->when_program, scope, a);
		if (when.kind != CEL_BOOL)
			return unknown(a, r, key, "`when`", &when);
		if (!when.b) {
			o.kind = OUTCOME_SKIPPED;
			return o;
		}
	}
	if (r->needs_program && !has_enough(a, r, key, scope, &o))
		return o;
	struct cel_value v = cel_eval(r->program, scope, a);
	if (v.kind != CEL_BOOL)
		return unknown(a, r, key, "the expression", &v);
	if (!v.b) {
		o.kind = OUTCOME_FAIL;
		o.values = beneath(a, r->program, scope);
		o.message = said(a, r, scope, o.values);
	}
	return o;
}

static void add(struct arena *a, struct outcomes *out, size_t *cap, struct outcome o)
{
	out->items = arena_grow(a, out->items, out->n, cap, sizeof(*out->items));
	out->items[out->n++] = o;
}

static const char *hole_text(const struct json *v)
{
	const struct json *why = json_kind(v) == JSON_OBJECT && json_size(v) == 1 ? json_get(v, CEL_HOLE) : NULL;
	return why ? json_text(why).p : NULL;
}

static void judge_each(struct arena *a, const struct rule *r, const struct json *facts, struct outcomes *out, size_t *cap)
{
	const struct json *group = json_get(facts, r->each);
	const char *hole = hole_text(group);
	if (hole) {
		add(a, out, cap, (struct outcome){ .rule = r, .kind = OUTCOME_UNKNOWN, .message = hole, .values = "" });
		return;
	}
	if (!json_size(group)) {
		add(a, out, cap, (struct outcome){ .rule = r, .kind = OUTCOME_SKIPPED, .message = "", .values = "" });
		return;
	}
	for (struct json_each it = json_each(group); json_next(&it);) {
		struct cel_binding vars[] = { { "it", cel_of_json(it.value) }, { "key", cel_of_string(it.key) } };
		struct cel_scope scope = { .root = facts, .vars = vars, .n_vars = COUNTOF(vars) };
		add(a, out, cap, judge_one(a, r, it.key, &scope));
	}
}

void judge(struct arena *a, const struct policy *p, const struct json *facts, struct outcomes *out)
{
	size_t cap = 0;
	struct cel_scope scope = { .root = facts };
	*out = (struct outcomes){ NULL, 0 };
	for (size_t i = 0; i < p->n; i++) {
		if (p->rules[i]->each)
			judge_each(a, p->rules[i], facts, out, &cap);
		else
			add(a, out, &cap, judge_one(a, p->rules[i], NULL, &scope));
	}
}
