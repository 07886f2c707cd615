/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: PURE. Expressions of policies and config, compiled and held against the shape of what they will read. */
#include "gate.h"

#include <string.h>

static int compile(struct arena *a, const struct conf_text *text, struct cel_program **out, struct err *e)
{
	*out = NULL;
	return text->set ? cel_compile(a, str_of(text->text), &text->place, NULL, out, e) : 0;
}

int check_rule(struct arena *a, struct rule *r, const struct cel_shape *facts, struct err *e)
{
	if (compile(a, &r->when, &r->when_program, e) || compile(a, &r->expression, &r->program, e) ||
	    compile(a, &r->message, &r->message_program, e))
		return err_wrap(e, "rule %s", r->id);
	const struct cel_program *asking[] = { r->when_program, r->program };
	const struct cel_shape *root = shape_rule(a, facts, r->each, asking, COUNTOF(asking));
	if ((r->when_program && cel_check(a, r->when_program, root, CEL_BOOL, e)) || cel_check(a, r->program, root, CEL_BOOL, e) ||
	    (r->message_program && cel_check(a, r->message_program, root, CEL_STRING, e)))
		return err_wrap(e, "rule %s", r->id);
	return 0;
}

/* An expression over an answer: shape NULL where that is not known. */
static int check_over(struct arena *a, const struct conf_text *text, const struct cel_shape *answer, enum cel_kind want,
                      const char *what, struct err *e)
{
	struct cel_program *p;
	if (compile(a, text, &p, e) || (p && answer && cel_check(a, p, answer, want, e)))
		return err_wrap(e, "%s", what);
	return 0;
}

static int check_step(struct arena *a, const struct config_step *s, struct err *e)
{
	const struct cel_shape *answer = shape_answer(a, s->http ? &source_http : &source_websocket);
	const struct config_reach *reach = s->http ? &s->http->reach : &s->websocket->reach;
	if ((s->http && check_over(a, &s->http->expect, answer, CEL_BOOL, "expect", e)) ||
	    check_over(a, &reach->identity, answer, CEL_STRING, "identity", e))
		return -1;
	for (size_t i = 0; i < s->capture.n; i++) {
		struct conf_text text = { secret_reveal(s->capture.items[i].value), s->member.place, true };
		if (check_over(a, &text, answer, CEL_ERROR, s->capture.items[i].name, e))
			return err_wrap(e, "capture");
	}
	return 0;
}

static int check_probe(struct arena *a, const struct config_probe *p, struct err *e)
{
	const struct cel_shape *answer = shape_answer(a, p->source);
	const struct config_step *steps = p->journey.items;
	if ((p->http && check_over(a, &p->http->expect, answer, CEL_BOOL, "expect", e)) ||
	    (!p->journey.n && check_over(a, &p->reach->identity, answer, CEL_STRING, "identity", e)))
		return -1;
	for (size_t i = 0; i < p->journey.n; i++)
		if (check_step(a, &steps[i], e))
			return err_wrap(e, "step %s", steps[i].name);
	return 0;
}

int check_config(struct arena *a, const struct config *c, struct err *e)
{
	const struct config_probe *probes = CONFIG_ITEMS(c->probes, const struct config_probe);
	struct cel_program *hold;
	for (size_t i = 0; i < c->probes.n; i++)
		if (check_probe(a, &probes[i], e))
			return err_wrap(e, "probes.%s", probes[i].member.alias);
	if (!c->rollback.hold.set)
		return 0;
	if (compile(a, &c->rollback.hold, &hold, e))
		return err_wrap(e, "rollback.hold");
	const struct cel_program *asking[] = { hold };
	if (cel_check(a, hold, shape_rule(a, shape_facts(a, c), NULL, asking, 1), CEL_BOOL, e))
		return err_wrap(e, "rollback.hold");
	return 0;
}
