/* SPDX-License-Identifier: Apache-2.0 */
/* template.h: {{NAME}} in queries and filters: what is known at run time, as a literal of the language around it. */
#ifndef GATE_TEMPLATE_H
#define GATE_TEMPLATE_H

#include "../base/base.h"

enum template_language { TEMPLATE_PROMQL, TEMPLATE_MONITORING, TEMPLATE_LOGGING };

/* What NAME stands for: a text, a number or a bool; NULL with e: nothing. */
typedef const struct json *template_lookup(void *arg, const char *name, struct err *e);

/* PURE. Inside a string of the language the value is escaped for that string, and where the string is a regular
 * expression for that too; elsewhere a text becomes a string literal of its own and a number stands as it is. NULL with
 * e: a {{ without its }}, or a name that the lookup has nothing for. */
char *template_fill(struct arena *a, enum template_language language, const char *text, template_lookup *lookup,
	void *arg, struct err *e);
/* A string literal of the filter languages. */
char *template_quoted(struct arena *a, const char *text);
/* Do the parentheses close what they open, outside of strings and comments? What is put in parentheses must stay in
 * them. */
bool template_balanced(enum template_language language, const char *text);

#endif
