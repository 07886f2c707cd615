/* SPDX-License-Identifier: Apache-2.0 */
/* check_config.c: checks the expressions, templates and globs of a config against the documented facts. No side
 * effects. */
#include "rule_check.h"
#include "shape.h"
#include "../source/files/junit_files.h"

#include <string.h>

/* The facts of a response at the time when `expect` and `identity` are evaluated, for each kind of probe. */
struct answer {
	const struct source *source;
	const char *names[6];
	size_t n;
};
static const struct answer http_answer_facts = { &source_http,
	{ "status", "ms", "headers", "body", "json", "fromGoogle" }, 6 };
static const struct answer websocket_answer_facts = { &source_websocket,
	{ "status", "headers", "subprotocol", "json", "events" }, 5 };
static const struct answer grpc_answer_facts = { &source_grpc,
	{ "status", "headers", "httpStatus", "grpcStatus", "grpcMessage" }, 5 };

static int check_cel(struct arena *a, const char *where, const char *key, const struct answer *answer,
	const struct conf_text *text, enum cel_kind want, struct conf_errors *all)
{
	struct err e;
	return check_answer(a, text, answer->source, answer->names, answer->n, want, &e)
		? conf_errors_add(all, where, err_wrap(&e, "%s.%s", where, key), &e)
		: 0;
}

static int check_http(struct arena *a, const char *where, const struct config_http *h, struct conf_errors *all)
{
	return check_cel(a, where, "expect", &http_answer_facts, &h->expect, CEL_BOOL, all) |
		check_cel(a, where, "identity", &http_answer_facts, &h->reach.identity, CEL_STRING, all);
}

static int check_websocket(
	struct arena *a, const char *where, const struct config_websocket *w, struct conf_errors *all)
{
	return check_cel(a, where, "identity", &websocket_answer_facts, &w->reach.identity, CEL_STRING, all);
}

static int check_step(struct arena *a, const char *probe, const struct config_step *s, struct conf_errors *all)
{
	const char *where = arena_printf(a, "%s: step %s", probe, s->name);
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < s->capture.n; i++) {
		const struct conf_pair *pair = &s->capture.items[i];
		struct conf_text text = { secret_reveal(pair->value), pair->place, true };
		if (check_answer(a, &text, s->http ? &source_http : &source_websocket, NULL, 0, CEL_ERROR, &e))
			rc |= conf_errors_add(all, probe, err_wrap(&e, "%s: capture %s", where, pair->name), &e);
	}
	return rc | (s->http ? check_http(a, where, s->http, all) : check_websocket(a, where, s->websocket, all));
}

static int check_command(struct arena *a, const char *where, const struct config_command *c, struct conf_errors *all)
{
	struct err why, e;
	int rc = 0;
	for (size_t i = 0; i < c->junit.n; i++)
		if (junit_files_check(a, c->junit.items[i], &why))
			rc |= conf_errors_add(all, where, conf_error(&e, &c->junit.place, "%s: junit: %s", where, why.text), &e);
	return rc;
}

static int check_probe(struct arena *a, const struct config_probe *p, struct conf_errors *all)
{
	const char *where = arena_printf(a, "probes.%s", p->member.alias);
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	int rc = 0;
	for (size_t i = 0; i < p->journey.n; i++)
		rc |= check_step(a, where, &steps[i], all);
	rc |= p->http ? check_http(a, where, p->http, all) : 0;
	rc |= p->websocket ? check_websocket(a, where, p->websocket, all) : 0;
	rc |= p->command ? check_command(a, where, p->command, all) : 0;
	return rc |
		(p->grpc ? check_cel(a, where, "identity", &grpc_answer_facts, &p->reach->identity, CEL_STRING, all) : 0);
}

static int check_filled(struct arena *a, const char *what, const struct conf_place *at, const char *service,
	enum template_language language, const char *text, struct err *e)
{
	struct err why;
	return !text || check_template(a, service, language, text, &why) ? 0 : conf_error(e, at, "%s: %s", what, why.text);
}

static int check_metric(struct arena *a, const struct config_metric *m, const char *what, struct err *e)
{
	const struct conf_place *at = &m->member.place;
	return check_filled(a, what, at, config_metric_workload(m), TEMPLATE_PROMQL, m->promql, e) ||
			check_filled(a, what, at, config_metric_workload(m), TEMPLATE_MONITORING, m->filter, e)
		? -1
		: 0;
}

static int check_signals(struct arena *a, const struct config *c, struct conf_errors *all)
{
	const struct config_metric *m = CONFIG_ITEMS(c->metrics, const struct config_metric);
	const struct config_log *l = CONFIG_ITEMS(c->logs, const struct config_log);
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < c->metrics.n; i++) {
		const char *what = arena_printf(a, "metrics.%s", m[i].member.alias);
		if (!config_is_wrong(a, c, "metrics", m[i].member.alias))
			rc |= conf_errors_add(all, what, check_metric(a, &m[i], what, &e), &e);
	}
	for (size_t i = 0; i < c->logs.n; i++) {
		const char *what = arena_printf(a, "logs.%s", l[i].member.alias);
		if (!config_is_wrong(a, c, "logs", l[i].member.alias))
			rc |= conf_errors_add(all, what,
				check_filled(
					a, what, &l[i].member.place, config_log_workload(&l[i]), TEMPLATE_LOGGING, l[i].filter, &e),
				&e);
	}
	const struct config_alert *alerts = CONFIG_ITEMS(c->alerts, const struct config_alert);
	for (size_t i = 0; i < c->alerts.n; i++) {
		const char *what = arena_printf(a, "alerts.%s", alerts[i].member.alias);
		if (!config_is_wrong(a, c, "alerts", alerts[i].member.alias))
			rc |= conf_errors_add(all, what,
				check_filled(
					a, what, &alerts[i].member.place, alerts[i].service, TEMPLATE_MONITORING, alerts[i].filter, &e),
				&e);
	}
	return rc;
}

static int check_hold(struct arena *a, const struct config *c, struct err *e)
{
	const struct conf_text *text = &c->rollback.hold;
	struct cel_program *hold;
	if (!text->set)
		return 0;
	if (cel_compile(a, str_of(text->text), &text->place, NULL, &hold, e))
		return err_wrap(e, "rollback.hold");
	const struct cel_program *asking[] = { hold };
	if (cel_check(a, hold, shape_rule(a, shape_facts(a, c), NULL, asking, 1), CEL_BOOL, e))
		return err_wrap(e, "rollback.hold");
	return 0;
}

int check_config(struct arena *a, const struct config *c, struct conf_errors *all)
{
	const struct config_probe *p = CONFIG_ITEMS(c->probes, const struct config_probe);
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < c->probes.n; i++)
		if (!config_is_wrong(a, c, "probes", p[i].member.alias))
			rc |= check_probe(a, &p[i], all);
	rc |= check_signals(a, c, all);
	if (!conf_errors_below(c->errors, "rollback.hold"))
		rc |= conf_errors_add(all, "rollback.hold", check_hold(a, c, &e), &e);
	return rc;
}
