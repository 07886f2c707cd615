/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder.c: template leftovers. Careful rather than clever: a false alarm costs a release. */
#include "placeholder.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

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

static bool in_angles(const char *value)
{
	size_t n = strlen(value);
	return n > 2 && value[0] == '<' && value[n - 1] == '>' && is_name(value + 1, n - 2);
}

bool placeholder_is(const char *value)
{
	static const char *const words[] = { "REPLACE_ME", "REPLACEME", "REPLACE-ME", "CHANGEME", "CHANGE_ME", "CHANGE-ME", "TODO" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(value, words[i]))
			return true;
	return holds(value, "${", "}") || holds(value, "{{", "}}") || in_angles(value) || !strncasecmp(value, "your-", 5);
}
