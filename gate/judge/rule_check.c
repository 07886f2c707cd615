/* SPDX-License-Identifier: Apache-2.0 */
/* rule_check.c: compiles expressions of policies and configs, and checks them against the shape of the facts that they
 * will read. No side effects. */
#include "rule_check.h"
#include "shape.h"

#include <string.h>

static int compile(struct arena *a, const struct conf_text *text, struct cel_program **out, struct err *e)
{
	*out = NULL;
	return text->set ? cel_compile(a, str_of(text->text), &text->place, NULL, out, e) : 0;
}

/* Prefixes an error with the rule's id and the key of the expression. */
static int wrong(const struct rule *r, const char *key, struct err *e)
{
	return err_wrap(e, "rule %s%s%s", r->id, *key ? ": " : "", key);
}

int check_rule(struct arena *a, struct rule *r, const struct cel_shape *facts, struct conf_errors *all)
{
	struct {
		const char *key;
		const struct conf_text *text;
		struct cel_program **program;
		enum cel_kind want;
	} parts[] = {
		{ "when", &r->when, &r->when_program, CEL_BOOL },
		{ "needs", &r->needs, &r->needs_program, CEL_BOOL },
		{ "", &r->expression, &r->program, CEL_BOOL },
		{ "message", &r->message, &r->message_program, CEL_STRING },
	};
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < COUNTOF(parts); i++)
		if (compile(a, parts[i].text, parts[i].program, &e))
			rc |= conf_errors_add(all, "", wrong(r, parts[i].key, &e), &e);
	const struct cel_program *asking[] = { r->when_program, r->needs_program, r->program };
	const struct cel_shape *root = shape_rule(a, facts, r->each, asking, COUNTOF(asking));
	for (size_t i = 0; i < COUNTOF(parts); i++)
		if (*parts[i].program && cel_check(a, *parts[i].program, root, parts[i].want, &e))
			rc |= conf_errors_add(all, "", wrong(r, parts[i].key, &e), &e);
	return rc;
}

int check_answer(struct arena *a, const struct conf_text *text, const struct source *s, const char *const *names,
	size_t n, enum cel_kind want, struct err *e)
{
	struct cel_program *p;
	const struct cel_shape *answer = shape_answer(a, s, names, n);
	return compile(a, text, &p, e) || (p && answer && cel_check(a, p, answer, want, e)) ? -1 : 0;
}
