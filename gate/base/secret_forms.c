/* SPDX-License-Identifier: Apache-2.0 */
/* secret_forms.c: the encodings in which a secret may appear. */
#include "secret_index.h"

#include <ctype.h>
#include <string.h>

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

static void known(struct secret_index *x, struct buf *b, bool in_part)
{
	if (!b->over)
		secret_index_add(x, (struct str){ buf_text(b), b->n }, in_part);
	crypto_wipe(b->p, b->n);
	buf_free(b);
}

/* Base64 with `before` bytes (0 to 2) in front: only the characters that depend on the text alone. */
static void add_base64(struct secret_index *x, struct str text, size_t before, bool in_part)
{
	static const size_t shared[] = { 0, 2, 3 };
	struct buf raw = BUF_MAX(text.n + 2), coded = BUF_MAX(2 * text.n + 16);
	buf_put(&raw, "\0\0", before);
	buf_put(&raw, text.p, text.n);
	base64_put(&coded, (struct str){ buf_text(&raw), raw.n });
	size_t n = raw.n * 8 / 6 - shared[before];
	if (!before)
		secret_index_add(x, (struct str){ buf_text(&coded), coded.n }, in_part);
	for (int url_safe = 0; url_safe < 2; url_safe++) {
		struct buf form = BUF_MAX(n);
		buf_put(&form, buf_text(&coded) + shared[before], n);
		for (size_t i = 0; url_safe && i < form.n; i++)
			form.p[i] = (char)(form.p[i] == '+' ? '-' : form.p[i] == '/' ? '_' : form.p[i]);
		known(x, &form, in_part);
	}
	crypto_wipe(raw.p, raw.n);
	crypto_wipe(coded.p, coded.n);
	buf_free(&raw);
	buf_free(&coded);
}

void secret_index_forms(struct secret_index *x, struct str text, bool in_part)
{
	void (*const forms[])(struct buf *, struct str) = { put_json, put_percent_large, put_percent_small, put_shell,
		put_markup, text_put_printable };
	if (text.n < SECRET_SHORTEST)
		return;
	secret_index_add(x, text, in_part);
	for (size_t f = 0; f < COUNTOF(forms); f++) {
		struct buf b = BUF_MAX(8 * text.n + 16);
		forms[f](&b, text);
		known(x, &b, in_part);
	}
	for (size_t before = 0; before < 3; before++)
		add_base64(x, text, before, in_part);
}
