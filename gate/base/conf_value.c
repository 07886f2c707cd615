/* SPDX-License-Identifier: Apache-2.0 */
/* conf_value.c: converts the texts of a config into typed values, and expands ${NAME} from the environment. A secret
 * value is registered. */
#include "conf_value.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int conf_fail(struct conf_ctx *c, const struct conf_at *at, const char *what)
{
	struct err e;
	conf_error(&e, &at->place, "%s%s%s", at->ordered ? "" : at->path, at->ordered || !*at->path ? "" : ": ", what);
	e.code = at->ordered ? ERR_USAGE : ERR_CONFIG;
	return conf_errors_add(c->errors, at->meant ? at->meant : at->path, -1, &e);
}

const char *conf_kind_wanted(enum conf_kind k)
{
	switch (k) {
	case CONF_INT: return "a whole number";
	case CONF_BOOL: return "true or false";
	case CONF_DURATION: return "a duration in quotes, such as \"5s\"";
	case CONF_STRING:
	case CONF_SECRET:
	case CONF_URL:
	case CONF_PATH:
	case CONF_CEL:
	case CONF_CHOICE:
	case CONF_STRINGS:
	case CONF_PATHS:
	case CONF_SECRETS:
	case CONF_PAIRS:
	case CONF_GROUP:
	case CONF_OPTIONAL:
	case CONF_MEMBERS:
	case CONF_LIST: break;
	}
	return "a string";
}

bool conf_alias_valid(const char *alias)
{
	static const char *const words[] = { "in", "true", "false", "null", "as", "break", "const", "continue", "else",
		"for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while" };
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (!strcmp(words[i], alias))
			return false;
	if (!isalpha((unsigned char)alias[0]))
		return false;
	for (const char *p = alias; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '_')
			return false;
	return true;
}

/* ---- ${NAME} ---------------------------------------------------------------------------------- */

enum { SPANS_MAX = 64 };
struct span {
	size_t at, n;
};
struct expanded {
	const char *text;
	size_t n, n_spans;
	struct span spans[SPANS_MAX];
};

static bool stands_in(const struct conf_ctx *c, const char *value)
{
	const struct buf *raw = &c->source.raw;
	return raw->n && memmem(raw->p, raw->n, value, strlen(value)) != NULL;
}

static int put_variable(
	struct conf_ctx *c, const struct conf_at *at, const char *name, size_t n, struct buf *b, struct expanded *x)
{
	const char *copy = arena_strndup(c->a, name, n), *value = getenv(copy);
	if (!n || strspn(copy, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != n)
		return conf_fail(
			c, at, arena_printf(c->a, "${%s} does not name an environment variable; write $${ for a literal ${", copy));
	if ((!value || !*value) && secrets_are_blind(c->k)) {
		buf_printf(b, "${%s}", copy);
		return 0;
	}
	if (!value || !*value)
		return conf_fail(
			c, at, arena_printf(c->a, "the environment variable %s is %s", copy, value ? "empty" : "not set"));
	if (!text_utf8_valid(value, strlen(value)))
		return conf_fail(c, at, arena_printf(c->a, "the environment variable %s is not valid UTF-8", copy));
	if (x->n_spans == SPANS_MAX)
		return conf_fail(c, at, "too many ${} in one text");
	x->spans[x->n_spans++] = (struct span){ b->n, strlen(value) };
	if (!stands_in(c, value)) /* a value that is also in the file may be printed */
		secrets_name(c->k, copy, value);
	buf_puts(b, value);
	return 0;
}

static int expand(struct conf_ctx *c, const struct conf_at *at, const char *text, struct expanded *x)
{
	struct buf b = BUF_MAX(LIMIT_CONFIG_BYTES);
	int rc = 0;
	*x = (struct expanded){ .text = text, .n = strlen(text) };
	if (!at->expand || !strchr(text, '$'))
		return 0;
	for (const char *p = text; *p && !rc;) {
		bool opens = !strncmp(p, "${", 2);
		const char *end = opens ? strchr(p, '}') : NULL;
		if (!strncmp(p, "$${", 3)) {
			buf_puts(&b, "${");
			p += 3;
		} else if (end) {
			rc = put_variable(c, at, p + 2, (size_t)(end - p - 2), &b, x);
			p = end + 1;
		} else if (opens) {
			rc = conf_fail(c, at, "\"${\" has no \"}\"; write $${ for a literal ${");
		} else {
			buf_putc(&b, *p++);
		}
	}
	if (!rc && b.over)
		rc = conf_fail(c, at, "too long once ${} is expanded");
	x->text = arena_strndup(c->a, buf_text(&b), b.n);
	x->n = b.n;
	crypto_wipe(b.p, b.n);
	buf_free(&b);
	return rc;
}

static void hide_spans(struct conf_ctx *c, const struct expanded *x)
{
	for (size_t i = 0; i < x->n_spans; i++)
		secrets_hide(c->k, x->text + x->spans[i].at, x->spans[i].n);
}

static struct secret *secret_of(struct conf_ctx *c, const struct expanded *x)
{
	hide_spans(c, x);
	return x->n_spans ? secret_composed(c->k, x->text, x->n) : secret_new(c->k, x->text, x->n, false);
}

/* Hidden only if a value from the environment is in the userinfo or query; printed without these values. */
static struct secret *url_of(struct conf_ctx *c, const struct expanded *x)
{
	const char *host = strstr(x->text, "://"), *from = host ? host + 3 : x->text;
	size_t authority = strcspn(from, "/?#"), query = strcspn(x->text, "?");
	const char *userinfo = memchr(from, '@', authority);
	struct buf shown = BUF_MAX(LIMIT_CONFIG_BYTES);
	size_t at = 0;
	bool hidden = false;
	for (size_t i = 0; i < x->n_spans; i++) {
		bool in_user = userinfo && x->text + x->spans[i].at < userinfo;
		if (!in_user && x->spans[i].at < query)
			continue;
		hidden = true;
		secrets_hide(c->k, x->text + x->spans[i].at, x->spans[i].n);
		buf_put(&shown, x->text + at, x->spans[i].at - at);
		buf_puts(&shown, "[redacted]");
		at = x->spans[i].at + x->spans[i].n;
	}
	buf_put(&shown, x->text + at, x->n - at);
	struct secret *s = hidden ? secret_new_shown(c->k, x->text, x->n, buf_text(&shown))
							  : secret_new(c->k, x->text, x->n, false);
	buf_free(&shown);
	return s;
}

/* ---- Kinds ------------------------------------------------------------------------------------- */

static int whole(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text,
	const char *shown, int64_t *out)
{
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (!*text || *end || errno || isspace((unsigned char)text[0]) || text[0] == '+')
		return conf_fail(c, at, arena_printf(c->a, "invalid whole number \"%s\"", shown));
	if (n < f->min || (f->max > 0 && n > f->max))
		return conf_fail(c, at,
			arena_printf(c->a, "%s is out of range: from %lld to %lld", shown, (long long)f->min, (long long)f->max));
	*out = n;
	return 0;
}

static int duration(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text,
	const char *shown, int64_t *out)
{
	struct err why;
	int64_t ms;
	if (clock_parse_duration(text, &ms, &why))
		return conf_fail(c, at,
			text == shown ? arena_strdup(c->a, why.text)
						  : arena_printf(c->a, "the value of \"%s\" is not a duration such as \"5s\"", shown));
	if (ms < f->min || (f->max > 0 && ms > f->max))
		return conf_fail(c, at,
			arena_printf(c->a, "%s is out of range: from %s to %s", shown, clock_duration_text(c->a, f->min),
				clock_duration_text(c->a, f->max)));
	*out = ms;
	return 0;
}

static int choice(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text,
	const char *shown, int *out)
{
	struct buf b = BUF_MAX(512);
	size_t n = 0;
	for (; f->choices[n]; n++) {
		if (!strcmp(f->choices[n], text)) {
			*out = (int)n;
			buf_free(&b);
			return 0;
		}
		buf_printf(&b, "%s\"%s\"", n ? ", " : "", f->choices[n]);
	}
	const char *near = text == shown ? text_nearest(text, f->choices, n) : NULL;
	conf_fail(c, at,
		near ? arena_printf(c->a, "\"%s\" is not known; did you mean \"%s\"?", shown, near)
			 : arena_printf(c->a, "\"%s\" is not known; it is one of %s", shown, buf_text(&b)));
	buf_free(&b);
	return -1;
}

static int boolean(struct conf_ctx *c, const struct conf_at *at, const char *text, const char *shown, bool *out)
{
	bool yes = !strcasecmp(shown, "yes") || !strcasecmp(shown, "on");
	bool no = !strcasecmp(shown, "no") || !strcasecmp(shown, "off");
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return conf_fail(c, at,
			arena_printf(c->a, "must be true or false, not \"%s\"%s", shown,
				yes      ? "; write true"
					: no ? "; write false"
						 : ""));
	*out = text[0] == 't';
	return 0;
}

static const char *path_of(struct conf_ctx *c, const struct conf_at *at, const char *text)
{
	bool no_file = strstr(text, "://") != NULL;
	return no_file ? arena_strdup(c->a, text)
				   : file_resolve(c->a, at->ordered ? NULL : file_dir(c->a, at->place.file), text);
}

int conf_value(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text, void *out)
{
	struct expanded x;
	if (expand(c, at, text, &x))
		return -1;
	const char *shown = x.n_spans ? text : x.text; /* for messages: without values from the environment */
	switch (f->kind) {
	case CONF_STRING: *(const char **)out = arena_strdup(c->a, x.text); return 0;
	case CONF_PATH:
		if (!*x.text)
			return conf_fail(c, at, "the path is empty");
		*(const char **)out = path_of(c, at, x.text);
		return 0;
	case CONF_SECRET: *(struct secret **)out = secret_of(c, &x); return 0;
	case CONF_URL: *(struct secret **)out = url_of(c, &x); return 0;
	case CONF_CEL:
		*(struct conf_text *)out = (struct conf_text){ arena_strdup(c->a, x.text), at->place, true };
		return 0;
	case CONF_DURATION: return duration(c, at, f, x.text, shown, out);
	case CONF_INT: return whole(c, at, f, x.text, shown, out);
	case CONF_BOOL: return boolean(c, at, x.text, shown, out);
	case CONF_CHOICE: return choice(c, at, f, x.text, shown, out);
	case CONF_STRINGS:
	case CONF_PATHS:
	case CONF_SECRETS:
	case CONF_PAIRS:
	case CONF_GROUP:
	case CONF_OPTIONAL:
	case CONF_MEMBERS:
	case CONF_LIST: break;
	}
	return conf_fail(c, at, "cannot be set from one text");
}

int conf_value_strings(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char **items, size_t n, void *out)
{
	const char **texts = ARENA_ARRAY(c->a, const char *, n + 1);
	struct secret **secrets = ARENA_ARRAY(c->a, struct secret *, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct expanded x;
		if (expand(c, at, items[i], &x))
			return -1;
		if (f->kind == CONF_SECRETS)
			secrets[i] = secret_of(c, &x);
		if (f->kind == CONF_PATHS && !*x.text)
			return conf_fail(c, at, "a path is empty");
		texts[i] = f->kind == CONF_PATHS ? path_of(c, at, x.text) : arena_strdup(c->a, x.text);
	}
	if (f->kind == CONF_SECRETS)
		*(struct conf_secrets *)out = (struct conf_secrets){ secrets, n };
	else
		*(struct conf_strings *)out = (struct conf_strings){ texts, n, at->place };
	return 0;
}

int conf_value_list(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text, void *out)
{
	const char **items = NULL;
	size_t n = 0, cap = 0;
	char *copy = arena_strdup(c->a, text), *save = NULL;
	for (char *item = strtok_r(copy, ",", &save); item; item = strtok_r(NULL, ",", &save)) {
		items = arena_grow(c->a, items, n, &cap, sizeof(*items));
		items[n++] = item;
	}
	return conf_value_strings(c, at, f, items, n, out);
}

int conf_value_pair(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *name,
	const char *text, struct conf_pair *out)
{
	struct expanded x;
	struct conf_at here = *at;
	here.expand = !at->ordered;
	size_t n = strcspn(text, ":=");
	if (!name && (!text[n] || !n))
		return conf_fail(c, at, arena_printf(c->a, "\"%s\" is not \"Name: value\" or \"NAME=value\"", text));
	const char *value = name ? text : text + n + 1;
	if (!name && text[n] == ':')
		value += strspn(value, " \t");
	if (expand(c, &here, value, &x))
		return -1;
	if (strpbrk(x.text, "\r\n"))
		return conf_fail(c, at, "a value must not contain a line break");
	out->name = name ? arena_strdup(c->a, name) : arena_strndup(c->a, text, n);
	out->value = f->plain ? secret_new(c->k, x.text, x.n, false) : secret_of(c, &x);
	out->place = at->place;
	return 0;
}

const char *conf_kind_text(enum conf_kind k)
{
	static const char *const texts[] = {
		[CONF_STRING] = "string",
		[CONF_SECRET] = "string, may be secret",
		[CONF_URL] = "URL",
		[CONF_PATH] = "path",
		[CONF_CEL] = "CEL",
		[CONF_DURATION] = "duration",
		[CONF_INT] = "integer",
		[CONF_BOOL] = "true or false",
		[CONF_CHOICE] = "one of a few",
		[CONF_STRINGS] = "list of strings",
		[CONF_PATHS] = "path or list of paths",
		[CONF_SECRETS] = "list of strings, may be secret",
		[CONF_PAIRS] = "map of strings",
		[CONF_GROUP] = "group",
		[CONF_OPTIONAL] = "group",
		[CONF_MEMBERS] = "groups by alias",
		[CONF_LIST] = "list of groups",
	};
	return texts[k];
}
