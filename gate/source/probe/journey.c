/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journey.c: runs the steps of a journey in order, each as a user makes it. Values captured in one step are used in
 * later ones. A captured value is a secret and appears in none of the facts.
 */
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"

#include <string.h>

struct walk {
	struct observations *observations;
	const struct release *release;
	struct observation *l;
	const struct config_step *steps;
	size_t n, at;
	struct conf_pairs captures;
	struct secrets_passing *passing; /* owns them; NULL: none so far */
	struct json *facts;              /* by step, so far */
	int64_t attempts, queued_ms;     /* queued_ms: time that the steps waited for a connection, or ahead.h */
	const struct question *asked;    /* the newest question */
	bool attributed, stopped;
	unsigned others;
};

/* ---- Captures -------------------------------------------------------------------------------------- */

/* Returns a string or number as text; NULL, with *why, if it is neither. */
static const char *text_of(struct arena *a, const struct cel_value *v, const char **why)
{
	struct err e;
	if (v->kind == CEL_ERROR) {
		*why = arena_strndup(a, cel_error_text(v).p, cel_error_text(v).n);
		return NULL;
	}
	if (v->kind == CEL_STRING) {
		*why = "gave an empty string";
		return v->s.n ? arena_strndup(a, v->s.p, v->s.n) : NULL;
	}
	bool number = v->kind == CEL_INT || v->kind == CEL_UINT || v->kind == CEL_DOUBLE;
	struct json *json = number ? cel_to_json(a, v, &e) : NULL;
	*why = arena_printf(a, "gave a %s instead of a string or a number", cel_kind_name(v->kind));
	if (!json)
		return NULL;
	struct buf b = BUF_MAX(64);
	json_print(json, JSON_COMPACT, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* Evaluates the captures of a step. Returns why one failed, or "". */
static const char *capture(struct walk *w, const struct config_step *s, const struct json *v)
{
	struct arena *a = w->l->a;
	for (size_t i = 0; i < s->capture.n; i++) {
		const struct conf_pair *c = &s->capture.items[i];
		struct cel_program *program;
		struct err e;
		const char *why;
		if (cel_compile(a, str_of(secret_reveal(c->value)), &c->place, NULL, &program, &e))
			return arena_printf(a, "capture %s: %s", c->name, e.text);
		struct cel_value value = cel_eval(program, &(struct cel_scope){ .root = v }, a);
		const char *text = text_of(a, &value, &why);
		if (!text)
			return arena_printf(a, "capture %s: %s %s", c->name, secret_shown(c->value), why);
		w->passing = w->passing ? w->passing : secrets_pass(w->observations->log->secrets);
		w->captures.items[w->captures.n++] = (struct conf_pair){ .name = c->name,
			.value = secret_passing(w->passing, text, strlen(text), false) };
	}
	return "";
}

/* ---- Removing captured values from the facts --------------------------------------------------------- */

static bool is_captured(const struct walk *w, const char *text)
{
	for (size_t i = 0; i < w->captures.n; i++)
		if (!strcmp(secret_reveal(w->captures.items[i].value), text))
			return true;
	return false;
}

/* True if the text contains a captured value that is too short to be scrubbed from a longer text. */
static bool holds_short(const struct walk *w, const char *text)
{
	for (size_t i = 0; i < w->captures.n; i++) {
		const struct secret *s = w->captures.items[i].value;
		if (secret_size(s) < 4 && strstr(text, secret_reveal(s)))
			return true;
	}
	return false;
}

static struct json *captured(const struct walk *w)
{
	return facts_unobserved(w->l->a, "captured by the journey, and therefore not part of the facts");
}

static struct json *conceal_text(const struct walk *w, struct json *v)
{
	const char *clean = say_scrub_to(w->l->a, w->observations->log, json_text(v).p);
	return strcmp(clean, json_text(v).p) ? json_new_string(w->l->a, clean) : v;
}

/* Returns a document of a step without captured values. */
static struct json *conceal(const struct walk *w, struct json *v)
{
	struct arena *a = w->l->a;
	struct json *out;
	struct buf b = BUF_MAX(64);
	switch (json_kind(v)) {
	case JSON_STRING: return is_captured(w, json_text(v).p) ? captured(w) : conceal_text(w, v);
	case JSON_INT:
	case JSON_DOUBLE:
		json_print(v, JSON_COMPACT, &b);
		out = is_captured(w, buf_text(&b)) ? captured(w) : v;
		buf_free(&b);
		return out;
	case JSON_ARRAY:
		out = json_new_array(a);
		for (size_t i = 0; i < json_size(v); i++)
			json_add(out, conceal(w, json_item(v, i)));
		return out;
	case JSON_OBJECT:
		out = json_new_object(a);
		for (struct json_each it = json_each(v); json_next(&it);)
			json_set(out, say_scrub_to(w->l->a, w->observations->log, it.key), conceal(w, it.value));
		return out;
	case JSON_NULL:
	case JSON_BOOL: break;
	}
	return v;
}

static struct json *conceal_step(const struct walk *w, struct json *step)
{
	struct json *out = json_new_object(w->l->a);
	for (struct json_each it = json_each(step); json_next(&it);) {
		bool document = json_kind(it.value) == JSON_OBJECT || json_kind(it.value) == JSON_ARRAY;
		bool text = json_kind(it.value) == JSON_STRING;
		if (document)
			json_set(out, it.key, conceal(w, it.value));
		else if (text && !strcmp(it.key, "body") && holds_short(w, json_text(it.value).p))
			json_set(out, it.key, captured(w));
		else
			json_set(out, it.key, text ? conceal_text(w, it.value) : it.value);
	}
	return out;
}

/* ---- Steps ----------------------------------------------------------------------------------------------- */

static void forget_captures(struct walk *w)
{
	if (w->passing)
		secrets_passed(w->observations->log->secrets, w->passing);
	w->passing = NULL;
}

static void end_unobserved(struct walk *w, enum err_code code, const char *why)
{
	struct err e;
	err_set(&e, code, "probes.%s: step %s: %s", w->l->alias, w->steps[w->at].name, why);
	w->l->again = true;
	w->l->attributed = false;
	observation_end(w->observations, w->l, NULL, &e);
	reach_mark(w->l, w->asked, NULL);
	forget_captures(w);
}

static struct json *skipped(const struct walk *w, const char *failed)
{
	struct arena *a = w->l->a;
	struct json *v = json_new_object(a);
	json_set_bool(a, v, "ok", false);
	json_set_bool(a, v, "skipped", true);
	json_set_string(a, v, "error", arena_printf(a, "not run: the earlier step %s failed", failed));
	return v;
}

static void end(struct walk *w, const char *error)
{
	struct arena *a = w->l->a;
	struct json *v = json_new_object(a), *steps = json_new_object(a);
	for (size_t i = 0; i < w->n; i++) {
		struct json *step = json_get(w->facts, w->steps[i].name);
		json_set(steps, w->steps[i].name, step ? conceal_step(w, step) : skipped(w, w->steps[w->at].name));
	}
	json_set_bool(a, v, "ok", !*error);
	json_set_int(a, v, "ms", loop_now(w->observations->loop) - w->l->started_at - w->queued_ms);
	json_set_int(a, v, "attempts", w->attempts);
	json_set_string(a, v, "error",
		*error
			? say_scrub_to(w->l->a, w->observations->log, arena_printf(a, "step %s: %s", w->steps[w->at].name, error))
			: "");
	json_set(v, "steps", steps);
	w->l->again = !w->attributed; /* other revisions answered: repeat the journey with the candidate */
	w->l->attributed = w->attributed;
	observation_end(w->observations, w->l, v, NULL);
	reach_mark(w->l, w->asked, v);
	forget_captures(w);
}

static void ask(struct walk *w);

static void step_done(struct question *q, struct json *value, const struct err *error)
{
	struct walk *w = q->arg;
	const struct config_step *s = &w->steps[w->at];
	struct arena *a = w->l->a;
	w->attributed = w->attributed && q->attributed;
	w->l->others += q->others;
	w->queued_ms += q->queued_ms + q->kept_ms;
	w->asked = q;
	if (w->stopped || error) {
		end_unobserved(
			w, error ? error->code : ERR_INTERRUPTED, error ? error->text : "traffic was moved during the journey");
		return;
	}
	/* a copy: setting "error" frees the text that it replaces */
	const char *why = json_is_true(json_get(value, "ok")) ? capture(w, s, value)
														  : arena_strdup(a, json_text_at(value, "error"));
	w->attempts += json_int(json_get(value, "attempts"));
	json_set_bool(a, value, "ok", !*why);
	json_set_bool(a, value, "skipped", false);
	json_set_string(a, value, "error", why);
	json_set(w->facts, s->name, value);
	if (*why || w->at + 1 == w->n) {
		end(w, why);
		return;
	}
	w->at++;
	ask(w);
}

static void ask(struct walk *w)
{
	const struct config_step *s = &w->steps[w->at];
	const struct config_reach *reach = config_step_reach(s);
	struct question *q = ARENA_NEW(w->l->a, struct question);
	*q = (struct question){ .observations = w->observations,
		.release = w->release,
		.a = w->l->a,
		.service = release_service(w->release, reach->service),
		.reach = reach,
		.captures = &w->captures,
		.passing = w->passing,
		.began = loop_now(w->observations->loop),
		.late = loop_late(w->observations->loop),
		.deadline = w->observations->deadline,
		.ahead = w->l->ahead,
		.done = step_done,
		.arg = w };
	ahead_join(q);
	if (s->http)
		http_ask(q, s->http);
	else
		websocket_ask(q, s->websocket);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *p = l->config;
	struct walk *w = ARENA_NEW(l->a, struct walk);
	*w = (struct walk){ .observations = observations,
		.release = release,
		.l = l,
		.steps = CONFIG_ITEMS(p->journey, const struct config_step),
		.n = p->journey.n,
		.captures = { ARENA_ARRAY(l->a, struct conf_pair, LIMIT_CAPTURES), 0 },
		.facts = json_new_object(l->a),
		.attributed = true };
	l->work = w;
	ask(w);
}

static void stop(struct observation *l)
{
	struct walk *w = l->work;
	w->stopped = true;
}

static const struct fact_doc facts[] = {
	{ "ok", "bool", "every step was ok and every capture had a value" },
	{ "ms", "int", "time from the start of the first step to the end of the last" },
	{ "attempts", "int", "number of requests in all steps" },
	{ "error", "string", "which step failed and why; \"\" if ok" },
	{ "steps", "map",
		"by name: the facts of the step's kind, and `skipped` (bool, an earlier step failed); captured values are "
		"left out" },
};

const struct source source_journey = {
	.kind = "journey",
	.group = GROUP_PROBES,
	.every = EVERY_ONCE,
	.after_services = true,
	.slow = true,
	.start = start,
	.stop = stop,
	.doc = "requests in order; later steps can use values of earlier ones",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
