/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.c: evaluates the rules of a policy over facts. Has no side effects: the same policy and facts always give the
 * same outcomes. A rule that reads an unobserved value is unknown, never passed.
 */
#include "judge.h"
#include "../run/held.h"

#include <string.h>

enum { VALUE_LINES = 12 };

const char *outcome_name(enum outcome_kind k)
{
	static const char *const names[] = {
		[OUTCOME_PASS] = "pass",
		[OUTCOME_FAIL] = "fail",
		[OUTCOME_UNKNOWN] = "unknown",
		[OUTCOME_SKIPPED] = "skipped",
	};
	return names[k];
}

const char *outcome_message(const struct outcome *o)
{
	size_t n = o->key ? strlen(o->key) : 0;
	const char *message = o->message ? o->message : "";
	return n && !strncmp(message, o->key, n) && !strncmp(message + n, ": ", 2) ? message + n + 2 : message;
}

char *outcome_text(struct arena *a, const struct outcome *o)
{
	return arena_printf(a, "%s%s%s: %s", o->rule->id, o->key ? " " : "", o->key ? o->key : "", outcome_message(o));
}

const char *outcome_id(struct arena *a, const struct outcome *o)
{
	return o->key ? arena_printf(a, "%s[%s]", o->rule->id, o->key) : o->rule->id;
}

/* Returns the values that a program read, one per line. */
static const char *beneath(struct arena *a, const struct cel_program *p, const struct cel_scope *scope)
{
	struct buf b = BUF_MAX(8192);
	cel_explain(p, scope, a, VALUE_LINES, &b);
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	if (*text)
		text[strlen(text) - 1] = '\0'; /* removes the last line end */
	return text;
}

static const char *copy(struct arena *a, struct str s)
{
	return arena_strndup(a, s.p, s.n);
}

/* The program that determined the outcome, and its value. */
struct decided {
	enum outcome_kind kind;
	const struct cel_program *program;
	const char *what;
	struct cel_value value;
	bool too_little; /* `needs` is false */
};

static bool is_true(const struct cel_value *v)
{
	return v->kind == CEL_BOOL && v->b;
}

static bool is_false(const struct cel_value *v)
{
	return v->kind == CEL_BOOL && !v->b;
}

static struct decided decide(struct arena *a, const struct rule *r, const struct cel_scope *scope)
{
	struct decided d = { .kind = OUTCOME_UNKNOWN, .program = r->when_program, .what = "`when`" };
	if (d.program) {
		d.value = cel_eval(d.program, scope, a);
		if (is_false(&d.value))
			d.kind = OUTCOME_SKIPPED;
		if (!is_true(&d.value))
			return d;
	}
	d.program = r->needs_program; /* for example, an error ratio over three requests means nothing */
	d.what = "`needs`";
	if (d.program) {
		d.value = cel_eval(d.program, scope, a);
		d.too_little = is_false(&d.value);
		if (!is_true(&d.value))
			return d;
	}
	d.program = r->program;
	d.what = "the expression";
	d.value = cel_eval(d.program, scope, a);
	if (d.value.kind == CEL_BOOL)
		d.kind = d.value.b ? OUTCOME_PASS : OUTCOME_FAIL;
	return d;
}

/* ---- Messages ---------------------------------------------------------------------------------------- */

static void say_unknown(struct arena *a, const struct decided *d, const struct cel_scope *scope, struct outcome *o)
{
	if (d->too_little) {
		o->message = arena_printf(a, "too little was observed: needs %s", o->rule->needs.text);
		o->values = beneath(a, d->program, scope);
	} else if (d->value.kind == CEL_ERROR) {
		o->message = copy(a, cel_error_text(&d->value));
	} else {
		o->message = arena_printf(
			a, "%s must give true or false, but gave a %s", d->what, cel_kind_name((enum cel_kind)d->value.kind));
	}
}

/* Returns the rule's own message; if it has none, or it fails, the expression and its values. */
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

/* Says why the rule failed or is unknown. */
static void say(struct arena *a, const struct decided *d, const struct cel_scope *scope, struct outcome *o)
{
	if (d->kind == OUTCOME_UNKNOWN) {
		say_unknown(a, d, scope, o);
	} else {
		o->values = beneath(a, d->program, scope);
		o->message = said(a, o->rule, scope, o->values);
	}
}

/* One rule over one member of its group, or over the facts (key NULL). */
struct judging {
	struct arena *a;
	const struct rule *rule;
	const struct json *facts;
	const char *key;
};

static void open_scope(
	const struct judging *j, const struct json *facts, struct cel_binding vars[2], struct cel_scope *out)
{
	*out = (struct cel_scope){ .root = facts, .vars = vars, .n_vars = j->key ? 2 : 0 };
	if (!j->key)
		return;
	vars[0] = (struct cel_binding){ "it", cel_of_json(json_get(json_get(facts, j->rule->each), j->key)) };
	vars[1] = (struct cel_binding){ "key", cel_of_string(j->key) };
}

static void observe(const struct judging *j, struct held *h)
{
	struct cel_binding vars[2];
	struct cel_scope scope;
	open_scope(j, j->facts, vars, &scope);
	scope.observer = held_observer(h);
	struct decided d = decide(j->a, j->rule, &scope);
	if (d.kind == OUTCOME_FAIL && j->rule->message_program)
		(void)cel_eval(j->rule->message_program, &scope, j->a);
}

static bool reads_documents(const struct rule *r)
{
	return held_concerns(r->program, r->each) || held_concerns(r->when_program, r->each) ||
		held_concerns(r->needs_program, r->each) || held_concerns(r->message_program, r->each);
}

/* Returns the fact groups that the rule's programs name. If they do not name the group of `each`, it has only the
 * current member: a rule over a thousand probes would otherwise copy all of them for each one. */
static const struct json *facts_read(const struct judging *j)
{
	const struct rule *r = j->rule;
	const struct cel_program *programs[] = { r->program, r->when_program, r->needs_program, r->message_program };
	struct json *out = json_new_object(j->a), *one = json_new_object(j->a);
	for (size_t p = 0; p < COUNTOF(programs); p++) {
		const struct cel_ref *refs;
		size_t n = programs[p] ? cel_refs(programs[p], &refs) : 0;
		for (size_t i = 0; i < n; i++)
			if (json_get(j->facts, refs[i].parts[0]))
				json_set(out, refs[i].parts[0], json_get(j->facts, refs[i].parts[0]));
	}
	if (j->key && !json_get(out, r->each)) {
		json_set(one, j->key, json_get(json_get(j->facts, r->each), j->key));
		json_set(out, r->each, one);
	}
	return out;
}

/* Composes the message from only those facts that may be held, because messages are published. */
static void say_held(const struct judging *j, struct decided d, struct outcome *o)
{
	struct arena *temporary = arena_under(j->a);
	struct held *h = held_new(temporary, false);
	struct cel_binding vars[2];
	struct cel_scope scope;
	const struct judging within = { temporary, j->rule, j->facts, j->key };
	const struct judging own = { temporary, j->rule, facts_read(&within), j->key };
	observe(&own, h);
	open_scope(&own, held_facts(h, own.facts), vars, &scope);
	d.value = cel_eval(d.program, &scope, temporary);
	say(temporary, &d, &scope, o);
	o->message = arena_strdup(j->a, o->message);
	o->values = arena_strdup(j->a, o->values);
	arena_free(temporary);
}

/* Frees everything that a passed or skipped outcome has allocated: a round can have a hundred thousand of them. */
static struct outcome judge_one(const struct judging *j)
{
	struct outcome o = { .rule = j->rule, .key = j->key, .message = "", .values = "" };
	struct arena_mark before = arena_mark(j->a);
	struct cel_binding vars[2];
	struct cel_scope scope;
	open_scope(j, j->facts, vars, &scope);
	struct decided d = decide(j->a, j->rule, &scope);
	o.kind = d.kind;
	if (o.kind == OUTCOME_PASS || o.kind == OUTCOME_SKIPPED) {
		arena_rewind(j->a, before);
		return o;
	}
	if (reads_documents(j->rule))
		say_held(j, d, &o);
	else
		say(j->a, &d, &scope, &o);
	return o;
}

struct outcome judge_again(struct arena *a, const struct rule *rule, const struct json *facts, const char *key)
{
	return judge_one(&(struct judging){ a, rule, facts, key });
}

/* There is room: see count_of. */
static void add(struct outcomes *out, struct outcome o)
{
	out->items[out->n++] = o;
}

static const char *unobserved_text(const struct json *v)
{
	const struct json *why = json_kind(v) == JSON_OBJECT && json_size(v) == 1 ? json_get(v, CEL_UNOBSERVED) : NULL;
	return why ? json_text(why).p : NULL;
}

/* The most outcomes that the rule has over these facts. */
static size_t count_of(const struct rule *r, const struct json *facts)
{
	size_t n = r->each ? json_size(json_get(facts, r->each)) : 1;
	return n ? n : 1;
}

static void judge_each(struct arena *a, const struct rule *r, const struct json *facts, struct outcomes *out)
{
	const struct json *group = json_get(facts, r->each);
	const char *unobserved = unobserved_text(group);
	if (unobserved) {
		add(out, (struct outcome){ .rule = r, .kind = OUTCOME_UNKNOWN, .message = unobserved, .values = "" });
		return;
	}
	if (!json_size(group)) {
		add(out, (struct outcome){ .rule = r, .kind = OUTCOME_SKIPPED, .message = "", .values = "" });
		return;
	}
	for (struct json_each it = json_each(group); json_next(&it);)
		add(out, judge_one(&(struct judging){ a, r, facts, it.key }));
}

void judge(struct arena *a, const struct policy *p, const struct json *facts, struct outcomes *out)
{
	size_t most = 1;
	for (size_t i = 0; i < p->n; i++)
		most += count_of(p->rules[i], facts);
	*out = (struct outcomes){ ARENA_ARRAY(a, struct outcome, most), 0 };
	for (size_t i = 0; i < p->n; i++) {
		if (p->rules[i]->each)
			judge_each(a, p->rules[i], facts, out);
		else
			add(out, judge_one(&(struct judging){ a, p->rules[i], facts, NULL }));
	}
}

void judge_observe(struct arena *a, const struct policy *p, const struct json *facts, struct held *h)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = p->rules[i];
		if (!reads_documents(r)) /* facts of other groups are always held as a whole */
			continue;
		if (!r->each)
			observe(&(struct judging){ a, r, facts, NULL }, h);
		for (struct json_each it = json_each(r->each ? json_get(facts, r->each) : NULL); json_next(&it);)
			observe(&(struct judging){ a, r, facts, it.key }, h);
	}
}
