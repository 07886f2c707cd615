/* SPDX-License-Identifier: Apache-2.0 */
/* alert_filter.c: alerts.list and alertPolicies.list filter the same policies, but name their fields differently:
 * policy.user_labels.gate="yes" of an alert is user_labels.gate="yes" of its policy. */
#include "alert_filter.h"

#include <ctype.h>
#include <string.h>

#define PREFIX "policy."

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '-';
}

/* Returns the end of a quoted string that begins at p. */
static const char *after_quotes(const char *p)
{
	char quote = *p++;
	while (*p && *p != quote)
		p += *p == '\\' && p[1] ? 2 : 1;
	return *p ? p + 1 : p;
}

static const char *after_word(const char *p)
{
	while (in_word(*p))
		p++;
	return p;
}

static bool is_word(const char *p, const char *end, const char *word)
{
	return (size_t)(end - p) == strlen(word) && !strncmp(p, word, strlen(word));
}

/* Returns whether the word names a field: no operator, function or value. before: the last character before it that is
 * no blank, or '\0'. */
static bool is_field(const char *p, const char *end, char before)
{
	if (is_word(p, end, "AND") || is_word(p, end, "OR") || is_word(p, end, "NOT") ||
		(before && strchr("=:<>,", before)))
		return false;
	return end[strspn(end, " \t\r\n")] != '(';
}

/* Appends the part without "policy." before fields. Returns false if a field is not one of policy. */
static bool add_part(const char *p, const char *end, struct buf *out)
{
	char before = '\0';
	bool any = false;
	while (p < end) {
		const char *next = *p == '"' || *p == '\'' ? after_quotes(p) : in_word(*p) ? after_word(p) : p + 1;
		bool field = in_word(*p) && is_field(p, next, before);
		if (field && strncmp(p, PREFIX, strlen(PREFIX)) != 0)
			return false;
		any = any || field;
		before = isspace((unsigned char)next[-1]) ? before : next[-1];
		for (p += field ? strlen(PREFIX) : 0; p < next; p++)
			buf_printf(out, "%c", *p);
	}
	return any;
}

/* Returns the end of the part that begins at p: the next AND outside of quotes and parentheses, or the end. An OR there
 * makes all of the filter one part. */
static const char *part_end(const char *p, bool *has_or)
{
	int depth = 0;
	const char *end = NULL;
	while (*p) {
		const char *next = *p == '"' || *p == '\'' ? after_quotes(p) : in_word(*p) ? after_word(p) : p + 1;
		depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
		if (!depth && is_word(p, next, "AND") && !end)
			end = p;
		if (!depth && is_word(p, next, "OR"))
			*has_or = true;
		p = next;
	}
	return end && !*has_or ? end : p;
}

static struct str trimmed(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	return (struct str){ p, (size_t)(end - p) };
}

const char *alert_policy_filter(struct arena *a, const char *filter)
{
	struct buf out = BUF_MAX(64 * 1024);
	bool has_or = false;
	for (const char *p = filter; *p;) {
		const char *end = part_end(p, &has_or);
		struct buf part = BUF_MAX(64 * 1024);
		struct str text = trimmed(p, end);
		if (text.n && add_part(text.p, text.p + text.n, &part))
			buf_printf(&out, "%s%s", out.n ? " AND " : "", buf_text(&part));
		buf_free(&part);
		p = *end ? end + strlen("AND") : end;
	}
	const char *copy = arena_strdup(a, buf_text(&out));
	buf_free(&out);
	return copy;
}
