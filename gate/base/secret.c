/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c: secrets, and the registry that removes them from all output. */
#include "secret_index.h"

#include <ctype.h>
#include <string.h>

struct secret {
	const char *text, *shown;
	size_t n;
	bool hidden;
};
struct named {
	const char *name, *value;
	size_t n;
};
struct secrets {
	struct arena *a;
	struct secret_index *known;
	bool blind;
	struct named *names;
	size_t n_names, cap_names;
};

static void wipe(void *arg)
{
	struct secrets *k = arg;
	secret_index_wipe(k->known);
	for (size_t i = 0; i < k->n_names; i++)
		crypto_wipe((void *)(uintptr_t)k->names[i].value, k->names[i].n);
}

struct secrets *secrets_new(struct arena *a)
{
	struct secrets *k = ARENA_NEW(a, struct secrets);
	k->a = a;
	k->known = secret_index_new(a);
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

/* ---- The encodings in which a secret may appear ------------------------------------------------------ */

static void put_json(struct buf *b, struct str s)
{
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	for (size_t i = 0; i < s.n; i++) {
		const char *at = s.p[i] ? strchr(from, s.p[i]) : NULL;
		if (at)
			buf_printf(b, "\\%c", to[at - from]);
		else if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			buf_printf(b, "\\u%04x", (unsigned)(unsigned char)s.p[i]);
		else
			buf_putc(b, s.p[i]);
	}
}

static void put_percent(struct buf *b, struct str s, const char *fmt)
{
	for (size_t i = 0; i < s.n; i++)
		if (isalnum((unsigned char)s.p[i]) || (s.p[i] && strchr("-._~", s.p[i])))
			buf_putc(b, s.p[i]);
		else
			buf_printf(b, fmt[0] == 'X' ? "%%%02X" : "%%%02x", (unsigned)(unsigned char)s.p[i]);
}

static void put_percent_large(struct buf *b, struct str s)
{
	put_percent(b, s, "X");
}

static void put_percent_small(struct buf *b, struct str s)
{
	put_percent(b, s, "x");
}

/* Inside a shell's single quotes. */
static void put_shell(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\'')
			buf_puts(b, "'\\''");
		else
			buf_putc(b, s.p[i]);
}

static void put_markup(struct buf *b, struct str s)
{
	static const char from[] = "&<>\"'";
	static const char *const to[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
	for (size_t i = 0; i < s.n; i++) {
		const char *at = s.p[i] ? strchr(from, s.p[i]) : NULL;
		if (at)
			buf_puts(b, to[at - from]);
		else
			buf_putc(b, s.p[i]);
	}
}

static void known(struct secrets *k, struct buf *b, bool in_part)
{
	if (!b->over)
		secret_index_add(k->known, (struct str){ buf_text(b), b->n }, in_part);
	crypto_wipe(b->p, b->n);
	buf_free(b);
}

/* Base64 with `before` bytes (0 to 2) in front: only the characters that depend on the text alone. */
static void hide_base64(struct secrets *k, struct str text, size_t before, bool in_part)
{
	static const size_t shared[] = { 0, 2, 3 };
	struct buf raw = BUF_MAX(text.n + 2), coded = BUF_MAX(2 * text.n + 16);
	buf_put(&raw, "\0\0", before);
	buf_put(&raw, text.p, text.n);
	base64_put(&coded, (struct str){ buf_text(&raw), raw.n });
	size_t n = raw.n * 8 / 6 - shared[before];
	if (!before)
		secret_index_add(k->known, (struct str){ buf_text(&coded), coded.n }, in_part);
	for (int url_safe = 0; url_safe < 2; url_safe++) {
		struct buf form = BUF_MAX(n);
		buf_put(&form, buf_text(&coded) + shared[before], n);
		for (size_t i = 0; url_safe && i < form.n; i++)
			form.p[i] = (char)(form.p[i] == '+' ? '-' : form.p[i] == '/' ? '_' : form.p[i]);
		known(k, &form, in_part);
	}
	crypto_wipe(raw.p, raw.n);
	crypto_wipe(coded.p, coded.n);
	buf_free(&raw);
	buf_free(&coded);
}

static void hide(struct secrets *k, struct str text, bool in_part)
{
	void (*const forms[])(struct buf *, struct str) = { put_json, put_percent_large, put_percent_small, put_shell,
		put_markup, text_put_printable };
	if (text.n < SECRET_SHORTEST)
		return;
	secret_index_add(k->known, text, in_part);
	for (size_t f = 0; f < COUNTOF(forms); f++) {
		struct buf b = BUF_MAX(8 * text.n + 16);
		forms[f](&b, text);
		known(k, &b, in_part);
	}
	for (size_t before = 0; before < 3; before++)
		hide_base64(k, text, before, in_part);
}

void secrets_hide(struct secrets *k, const char *text, size_t n)
{
	hide(k, (struct str){ text, n }, true);
}

static struct secret *make(struct secrets *k, const char *text, size_t n, bool hidden, bool in_part)
{
	struct secret *s = ARENA_NEW(k->a, struct secret);
	if (hidden)
		hide(k, (struct str){ text, n }, in_part);
	s->text = hidden && n >= SECRET_SHORTEST ? secret_index_add(k->known, (struct str){ text, n }, in_part)
											 : arena_strndup(k->a, text, n);
	s->n = n;
	s->hidden = hidden;
	s->shown = hidden ? "[redacted]" : s->text;
	return s;
}

struct secret *secret_new(struct secrets *k, const char *text, size_t n, bool hidden)
{
	return make(k, text, n, hidden, true);
}

struct secret *secret_composed(struct secrets *k, const char *text, size_t n)
{
	return make(k, text, n, true, false);
}

struct secret *secret_plain_bytes(struct arena *a, struct str bytes)
{
	struct secret *s = ARENA_NEW(a, struct secret);
	s->n = bytes.n;
	s->text = s->shown = arena_strndup(a, bytes.n ? bytes.p : "", bytes.n);
	return s;
}

struct secret *secret_plain(struct arena *a, const char *text)
{
	return secret_plain_bytes(a, str_of(text));
}

struct secret *secret_printf(struct secrets *k, const char *fmt, ...)
{
	struct buf b = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct secret *s = secret_composed(k, buf_text(&b), b.n);
	crypto_wipe(b.p, b.n);
	buf_free(&b);
	return s;
}

struct secret *secret_new_shown(struct secrets *k, const char *text, size_t n, const char *shown)
{
	struct secret *s = secret_composed(k, text, n);
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

static void put_unhidden(const struct secrets *k, struct str text, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; k && i < text.n;) {
		size_t n = secret_index_at(k->known, text, i);
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
	return (k && secret_index_in(k->known, text)) || secret_shaped(text);
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

/* ---- Values by their variable's name --------------------------------------------------------------------- */

/* a run of this many bytes of a longer value is taken for a part of it, because messages cut long lines */
enum { PART = 12 };

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

/* A short value may be part of an unrelated word, so it counts only in quotes. */
static bool is_quoted(struct str text, size_t at, size_t n)
{
	return at && at + n < text.n && strchr("\"'", text.p[at - 1]) && text.p[at - 1] && text.p[at + n] == text.p[at - 1];
}

/* How many bytes of text from `at` belong to the value. */
static size_t value_at(const struct named *v, struct str text, size_t at)
{
	const char *p = text.p + at;
	size_t left = text.n - at, whole = common(p, left, v->value, v->n);
	if (whole == v->n && (v->n >= SECRET_SHORTEST || is_quoted(text, at, v->n)))
		return whole;
	if (whole >= SECRET_SHORTEST && secret_cut_after(text, at + whole))
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
