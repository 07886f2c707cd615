/* SPDX-License-Identifier: Apache-2.0 */
/* command_text.c: finds commands in texts for people. No side effects. */
#include "command_text.h"

#include <string.h>

enum { MARK = 3 }; /* columns of the mark that text_cut puts behind a cut text */

static const char *const programs[] = { "gcloud ", "rungate " };

static bool begins(const char *text)
{
	for (size_t i = 0; i < COUNTOF(programs); i++) {
		size_t n = strlen(programs[i]);
		if (!strncmp(text, programs[i], n) && ((text[n] >= 'a' && text[n] <= 'z') || text[n] == '-'))
			return true;
	}
	return false;
}

/* A list of an option has commas too: --to-revisions=a=50,b=50. */
static size_t length_of(const char *command)
{
	size_t n = 0;
	while (command[n] && !strchr("()", command[n]) &&
		!(strchr(";,", command[n]) && (command[n + 1] == ' ' || !command[n + 1])))
		n++;
	while (n && command[n - 1] == ' ')
		n--;
	return n;
}

const char *command_in(const char *text, size_t *n)
{
	for (const char *p = text; *p; p++)
		if ((p == text || p[-1] == ' ' || p[-1] == '(') && begins(p)) {
			*n = length_of(p);
			return p;
		}
	return NULL;
}

bool command_is(struct str text)
{
	return text.n && begins(text.p);
}

char *command_fitted(struct arena *a, const char *text, size_t columns)
{
	size_t n = strlen(text), keep = n > columns && columns > MARK ? columns - MARK : columns, length;
	for (const char *p = text, *c; n > columns && (c = command_in(p, &length)) && (size_t)(c - text) < keep;
		 p = c + length) {
		if ((size_t)(c - text) + length <= keep)
			continue;
		for (keep = (size_t)(c - text); keep && text[keep - 1] == ' ';)
			keep--;
	}
	return text_cut(a, str_of(text), keep);
}
