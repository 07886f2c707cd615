/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder.c: recognizes values that a template should have replaced. Prefers false negatives, because a false
 * positive fails a release. No side effects. */
#include "placeholder.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))

static bool is_name(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)p[i]) && !strchr("_-. ", p[i]))
			return false;
	return n > 0;
}

static bool holds(const char *value, const char *open, const char *close)
{
	for (const char *p = value; (p = strstr(p, open)); p++) {
		const char *from = p + strlen(open), *to = strstr(from, close);
		if (to && is_name(from, (size_t)(to - from)))
			return true;
	}
	return false;
}

/* True for a name in angle brackets: "https://<host>/". False for comparisons (signs next to blanks) and markup (closed
 * elements). */
static bool holds_angles(const char *value)
{
	return !strstr(value, "</") && !strstr(value, "/>") && !strstr(value, "< ") && !strstr(value, " >") &&
		holds(value, "<", ">");
}

static bool joins(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* True if the value contains the word as a whole word in capitals: "postgres://app:CHANGEME@db". */
static bool holds_word(const char *value, const char *word)
{
	for (const char *p = value; (p = strstr(p, word)); p++)
		if ((p == value || !joins(p[-1])) && !joins(p[strlen(word)]))
			return true;
	return false;
}

/* True for "your-api-key" and "https://your-project.example.com": "your-" at the beginning, or at the beginning of a
 * part of a URL. */
static bool holds_your(const char *value)
{
	static const char *const starts[] = { "your-", "your_", "<your" };
	for (const char *p = value; *p; p++)
		for (size_t i = 0; i < COUNTOF(starts); i++)
			if ((p == value || strchr("/@:=", p[-1])) && !strncasecmp(p, starts[i], strlen(starts[i])))
				return true;
	return false;
}

bool placeholder_is(const char *value)
{
	static const char *const words[] = { "REPLACE_ME", "REPLACEME", "REPLACE-ME", "CHANGEME", "CHANGE_ME", "CHANGE-ME",
		"TODO" };
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (!strcasecmp(value, words[i]) || (i < COUNTOF(words) - 1 && holds_word(value, words[i])))
			return true;
	if (!strncmp(value, "TODO:", 5) || !strncmp(value, "TODO ", 5))
		return true;
	return holds(value, "${", "}") || holds(value, "{{", "}}") || holds_angles(value) || holds_your(value);
}
