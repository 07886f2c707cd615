/* SPDX-License-Identifier: Apache-2.0 */
/* template.h: substitutes {{NAME}} in queries and filters by values that are known at run time. */
#ifndef GATE_TEMPLATE_H
#define GATE_TEMPLATE_H

#include "../base/base.h"

enum template_language { TEMPLATE_PROMQL, TEMPLATE_MONITORING, TEMPLATE_LOGGING };

/* Returns the value of NAME, a string, a number or a bool; NULL with e if there is none. */
typedef const struct json *template_lookup(void *arg, const char *name, struct err *e);

/* Returns text with all names substituted, or NULL with e if a {{ is not closed or a name has no value. Inside a string
 * of the language, the value is escaped for this string, and also for a regular expression if the string is one.
 * Elsewhere a string becomes a string literal, and a number is written as it is. No side effects. */
char *template_fill(struct arena *a, enum template_language language, const char *text, template_lookup *lookup,
	void *arg, struct err *e);
/* Returns text as a string literal of the Monitoring and Logging filter languages. */
char *template_quoted(struct arena *a, const char *text);
/* Returns whether parentheses and quotes are balanced outside of comments. Only then can the text be put into
 * parentheses safely. */
bool template_balanced(enum template_language language, const char *text);

#endif
