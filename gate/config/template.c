/* SPDX-License-Identifier: Apache-2.0 */
/* template.c: substitutes {{NAME}} in queries. Values may be chosen by others, so they are escaped and cannot end the
 * string that they are in. No side effects. */
#include "template.h"

#include <ctype.h>
#include <string.h>

enum { VALUE_MAX = 16 * 1024, TEXT_MAX = 64 * 1024 };

/* The state of a scan. */
struct scan {
	enum template_language language;
	char quote;          /* of the current string; 0: outside of strings */
	bool regex, comment; /* in a string that is a regular expression; in a comment */
	int depth;           /* number of open parentheses */
	bool closed_first;   /* a parenthesis was closed that was not open */
};

/* Returns whether the string that begins at `quote` follows an operator or function that takes a regular expression. */
static bool before_regex(const char *text, const char *quote)
{
	static const char *const marks[] = { "=~", "!~", "full_match(" };
	while (quote > text && isspace((unsigned char)quote[-1]))
		quote--;
	for (size_t i = 0; i < COUNTOF(marks); i++) {
		size_t n = strlen(marks[i]);
		if ((size_t)(quote - text) >= n && !strncmp(quote - n, marks[i], n))
			return true;
	}
	return false;
}

static const char *comment_mark(enum template_language language)
{
	static const char *const marks[] = {
		[TEMPLATE_PROMQL] = "#", [TEMPLATE_MONITORING] = NULL, [TEMPLATE_LOGGING] = "--"
	};
	return marks[language];
}

/* Scans the character at p. Returns its length: 1, or 2 for an escape sequence. */
static size_t advance(struct scan *s, const char *text, const char *p)
{
	const char *comment = comment_mark(s->language);
	if (s->comment) {
		s->comment = *p != '\n';
	} else if (s->quote) {
		if (*p == '\\' && s->quote != '`' && p[1])
			return 2;
		if (*p == s->quote)
			s->quote = '\0';
	} else if (*p == '"' || *p == '\'' || (*p == '`' && s->language == TEMPLATE_PROMQL)) {
		s->quote = *p;
		s->regex = before_regex(text, p);
	} else if (comment && !strncmp(p, comment, strlen(comment))) {
		s->comment = true;
	} else if (*p == '(' || *p == ')') {
		s->depth += *p == '(' ? 1 : -1;
		s->closed_first = s->closed_first || s->depth < 0;
	}
	return 1;
}

/* ---- Values as literals ---------------------------------------------------------------------------- */

static int put_escaped(struct buf *b, const char *value, char quote, bool regex, struct err *e)
{
	for (const char *p = value; *p; p++) {
		if (iscntrl((unsigned char)*p))
			return err_set(e, ERR_EVAL, "contains a control character");
		bool meta = regex && strchr("\\.+*?()|[]{}^$", *p);
		if (quote == '`') { /* a raw string has no escape sequences */
			if (*p == '`')
				return err_set(e, ERR_EVAL, "contains a `, which cannot be escaped in a raw string");
			buf_puts(b, meta ? "\\" : "");
			buf_putc(b, *p);
			continue;
		}
		buf_puts(b, meta ? "\\\\" : "");
		buf_puts(b, *p == '\\' || *p == quote ? "\\" : "");
		buf_putc(b, *p);
	}
	return 0;
}

char *template_quoted(struct arena *a, const char *text)
{
	struct buf b = BUF_MAX(VALUE_MAX);
	buf_putc(&b, '"');
	for (const char *p = text; *p; p++) {
		buf_puts(&b, *p == '\\' || *p == '"' ? "\\" : "");
		buf_putc(&b, *p);
	}
	buf_putc(&b, '"');
	char *out = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return out;
}

static int put_value(struct buf *b, const struct scan *s, const struct json *value, struct err *e)
{
	struct buf text = BUF_MAX(VALUE_MAX);
	enum json_kind kind = json_kind(value);
	int rc = 0;
	if (kind == JSON_STRING)
		buf_puts(&text, json_text(value).p);
	else if (kind == JSON_INT || kind == JSON_DOUBLE || kind == JSON_BOOL)
		json_print(value, JSON_COMPACT, &text);
	else
		rc = err_set(e, ERR_EVAL, "is %s, not a string or a number", json_kind_name(kind));
	if (!rc && s->quote) {
		rc = put_escaped(b, buf_text(&text), s->quote, s->regex, e);
	} else if (!rc && kind == JSON_STRING) {
		buf_putc(b, '"');
		rc = put_escaped(b, buf_text(&text), '"', false, e);
		buf_putc(b, '"');
	} else if (!rc) {
		buf_puts(b, buf_text(&text));
	}
	buf_free(&text);
	return rc;
}

/* ---- Names --------------------------------------------------------------------------------------------- */

/* Returns the name in "{{ candidate.name }}" at p and sets *end to its end; NULL with e if it is invalid. */
static const char *read_name(struct arena *a, const char *p, const char **end, struct err *e)
{
	const char *close = strstr(p + 2, "}}");
	*end = close ? close + 2 : p;
	if (!close) {
		err_set(e, ERR_CONFIG, "\"%s\": {{ is not closed by }}", p);
		return NULL;
	}
	const char *from = p + 2, *to = close;
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	for (const char *c = from; c < to; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-[]", *c)) {
			err_set(e, ERR_CONFIG, "\"%.*s\" is not a valid name", (int)(*end - p), p);
			return NULL;
		}
	if (from < to)
		return arena_strndup(a, from, (size_t)(to - from));
	err_set(e, ERR_CONFIG, "{{}} contains no name");
	return NULL;
}

static int fill(struct arena *a, struct buf *b, enum template_language language, const char *text,
	template_lookup *lookup, void *arg, struct err *e)
{
	struct scan s = { .language = language };
	for (const char *p = text; *p;) {
		const char *end;
		if (strncmp(p, "{{", 2) != 0 || s.comment) {
			size_t n = advance(&s, text, p);
			buf_put(b, p, n);
			p += n;
			continue;
		}
		const char *name = read_name(a, p, &end, e);
		const struct json *value = name ? lookup(arg, name, e) : NULL;
		if (!value)
			return -1;
		if (put_value(b, &s, value, e))
			return err_wrap(e, "{{%s}}", name);
		p = end;
	}
	return b->over ? err_set(e, ERR_LIMIT, "the text is longer than %d bytes after substitution", TEXT_MAX) : 0;
}

char *template_fill(struct arena *a, enum template_language language, const char *text, template_lookup *lookup,
	void *arg, struct err *e)
{
	struct buf b = BUF_MAX(TEXT_MAX);
	int rc = fill(a, &b, language, text, lookup, arg, e);
	char *out = rc ? NULL : arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return out;
}

bool template_balanced(enum template_language language, const char *text)
{
	struct scan s = { .language = language };
	for (const char *p = text; *p;)
		p += advance(&s, text, p);
	return !s.depth && !s.closed_first && !s.quote;
}
