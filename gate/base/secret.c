/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c: the only type a secret may live in, and the keeper who takes it out of everything that is written. */
#include "base.h"

#include <ctype.h>
#include <string.h>

enum { SHORTEST = 4 }; /* shorter texts would blank out half of every report */

struct secret { const char *text, *shown; size_t n; bool hidden; };
struct hidden { const char *text; size_t n; };
struct named { const char *name, *value; size_t n; };
struct secrets { struct arena *a; struct hidden *items; size_t n, cap; bool blind; struct named *names; size_t n_names, cap_names; };

static void wipe(void *arg)
{
	struct secrets *k = arg;
	for (size_t i = 0; i < k->n; i++)
		crypto_wipe((void *)(uintptr_t)k->items[i].text, k->items[i].n);
	for (size_t i = 0; i < k->n_names; i++)
		crypto_wipe((void *)(uintptr_t)k->names[i].value, k->names[i].n);
}

struct secrets *secrets_new(struct arena *a)
{
	struct secrets *k = ARENA_NEW(a, struct secrets);
	k->a = a;
	arena_defer(a, wipe, k);
	return k;
}

struct secrets *secrets_blind(struct arena *a)
{
	struct secrets *k = secrets_new(a);
	k->blind = true;
	return k;
}

bool secrets_are_blind(const struct secrets *k)
{
	return k->blind;
}

/* The keeper's own copy, which is wiped with it. */
static const char *add(struct secrets *k, const char *text, size_t n)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->items[i].n == n && !memcmp(k->items[i].text, text, n))
			return k->items[i].text;
	k->items = arena_grow(k->a, k->items, k->n, &k->cap, sizeof(*k->items));
	k->items[k->n] = (struct hidden){ arena_strndup(k->a, text, n), n };
	return k->items[k->n++].text;
}

static void put_json(struct buf *b, char c)
{
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	const char *at = c ? strchr(from, c) : NULL;
	if (at)
		buf_printf(b, "\\%c", to[at - from]);
	else if ((unsigned char)c < 0x20)
		buf_printf(b, "\\u%04x", (unsigned)(unsigned char)c);
	else
		buf_putc(b, c);
}

static void put_percent(struct buf *b, char c)
{
	if (isalnum((unsigned char)c) || strchr("-._~", c))
		buf_putc(b, c);
	else
		buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
}

void secrets_hide(struct secrets *k, const char *text, size_t n)
{
	void (*const forms[])(struct buf *, char) = { put_json, put_percent };
	if (n < SHORTEST)
		return;
	add(k, text, n);
	for (size_t f = 0; f < COUNTOF(forms); f++) {
		struct buf b = BUF_MAX(8 * n + 16);
		for (size_t i = 0; i < n; i++)
			forms[f](&b, text[i]);
		add(k, buf_text(&b), b.n);
		crypto_wipe(b.p, b.n);
		buf_free(&b);
	}
}

struct secret *secret_new(struct secrets *k, const char *text, size_t n, bool hidden)
{
	struct secret *s = ARENA_NEW(k->a, struct secret);
	if (hidden)
		secrets_hide(k, text, n);
	s->text = hidden && n >= SHORTEST ? add(k, text, n) : arena_strndup(k->a, text, n);
	s->n = n;
	s->hidden = hidden;
	s->shown = hidden ? "[redacted]" : s->text;
	return s;
}

struct secret *secret_plain(struct arena *a, const char *text)
{
	struct secret *s = ARENA_NEW(a, struct secret);
	s->n = strlen(text);
	s->text = s->shown = arena_strdup(a, text);
	return s;
}

struct secret *secret_printf(struct secrets *k, const char *fmt, ...)
{
	struct buf b = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct secret *s = secret_new(k, buf_text(&b), b.n, true);
	crypto_wipe(b.p, b.n);
	buf_free(&b);
	return s;
}

struct secret *secret_new_shown(struct secrets *k, const char *text, size_t n, const char *shown)
{
	struct secret *s = secret_new(k, text, n, true);
	s->shown = arena_strdup(k->a, shown);
	return s;
}

const char *secret_reveal(const struct secret *s)
{
	return s->text;
}

size_t secret_size(const struct secret *s)
{
	return s->n;
}

const char *secret_shown(const struct secret *s)
{
	return s->shown;
}

bool secret_hidden(const struct secret *s)
{
	return s->hidden;
}

static size_t hidden_at(const struct secrets *k, struct str text, size_t at)
{
	size_t longest = 0;
	for (size_t i = 0; i < k->n; i++)
		if (k->items[i].n > longest && k->items[i].n <= text.n - at && text.p[at] == k->items[i].text[0] &&
		    !memcmp(text.p + at, k->items[i].text, k->items[i].n))
			longest = k->items[i].n;
	return longest;
}

static void put_unhidden(const struct secrets *k, struct str text, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; k && k->n && i < text.n;) {
		size_t n = hidden_at(k, text, i);
		if (!n) {
			i++;
			continue;
		}
		buf_put(out, text.p + from, i - from);
		buf_puts(out, "[redacted]");
		i += n;
		from = i;
	}
	buf_put(out, text.p + from, text.n - from);
}

bool secrets_in(const struct secrets *k, struct str text)
{
	for (size_t i = 0; k && i < k->n; i++)
		if (k->items[i].n <= text.n && memmem(text.p, text.n, k->items[i].text, k->items[i].n))
			return true;
	return secret_shaped(text);
}

void secrets_scrub(const struct secrets *k, struct str text, struct buf *out)
{
	if (!secrets_in(k, text)) {
		buf_put(out, text.p, text.n);
		return;
	}
	struct buf known = BUF_MAX(out->max);
	put_unhidden(k, text, &known);
	secret_put_unshaped((struct str){ buf_text(&known), known.n }, out);
	out->over = out->over || known.over;
	buf_free(&known);
}

/* ---- By name --------------------------------------------------------------------------------------- */

enum { PART = 12 }; /* so much of a longer value in a row is a part of it: errors are cut, and show windows of long lines */

void secrets_name(struct secrets *k, const char *name, const char *value)
{
	for (size_t i = 0; i < k->n_names; i++)
		if (!strcmp(k->names[i].name, name))
			return;
	k->names = arena_grow(k->a, k->names, k->n_names, &k->cap_names, sizeof(*k->names));
	k->names[k->n_names++] = (struct named){ arena_strdup(k->a, name), arena_strdup(k->a, value), strlen(value) };
}

static size_t common(const char *a, size_t n, const char *b, size_t m)
{
	size_t i = 0;
	while (i < n && i < m && a[i] == b[i])
		i++;
	return i;
}

/* A short value is a part of other words too: it counts where it is quoted. */
static bool is_quoted(struct str text, size_t at, size_t n)
{
	return at && at + n < text.n && strchr("\"'", text.p[at - 1]) && text.p[at - 1] && text.p[at + n] == text.p[at - 1];
}

/* How much of text at this place is of the value. */
static size_t value_at(const struct named *v, struct str text, size_t at)
{
	const char *p = text.p + at;
	size_t left = text.n - at, whole = common(p, left, v->value, v->n);
	if (whole == v->n && (v->n >= SHORTEST || is_quoted(text, at, v->n)))
		return whole;
	if (whole >= SHORTEST && whole == left) /* cut off at the end */
		return whole;
	const char *in = left >= PART ? memmem(v->value, v->n, p, PART) : NULL;
	return in ? common(p, left, in, v->n - (size_t)(in - v->value)) : 0;
}

void secrets_put_named(const struct secrets *k, struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.n;) {
		size_t longest = 0;
		const char *name = "";
		for (size_t i = 0; k && i < k->n_names; i++) {
			size_t n = value_at(&k->names[i], text, at);
			name = n > longest ? k->names[i].name : name;
			longest = n > longest ? n : longest;
		}
		if (longest)
			buf_printf(out, "${%s}", name);
		else
			buf_putc(out, text.p[at]);
		at += longest ? longest : 1;
	}
}
