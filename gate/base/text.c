/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: escapes, cuts and checks text for terminals, logs and messages. */
#include "base.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The length of the UTF-8 character at s (of n bytes), with its code point in *cp; 0: invalid (RFC 3629). */
static size_t decode(const char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s;
	size_t len = u[0] < 0x80          ? 1
		: u[0] >= 0xC2 && u[0] < 0xE0 ? 2
		: u[0] >= 0xE0 && u[0] < 0xF0 ? 3
		: u[0] >= 0xF0 && u[0] < 0xF5 ? 4
									  : 0;
	if (!len || len > n)
		return 0;
	uint32_t c = len == 1 ? u[0] : u[0] & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3Fu);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return 0;
	*cp = c;
	return len;
}

void text_put_percent(struct buf *b, const char *text)
{
	for (const char *p = text; *p; p++) {
		if (isalnum((unsigned char)*p) || strchr("-._~", *p))
			buf_putc(b, *p);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)*p);
	}
}

int text_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
		: c >= 'a' && c <= 'f'  ? c - 'a' + 10
		: c >= 'A' && c <= 'F'  ? c - 'A' + 10
								: -1;
}

struct str text_percent_decoded(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text);
	size_t n = 0;
	for (const char *p = text; *p; p++) {
		int high = *p == '%' ? hex_digit(p[1]) : -1, low = high >= 0 ? hex_digit(p[2]) : -1;
		out[n++] = low >= 0 ? (char)(unsigned char)((unsigned)high << 4 | (unsigned)low) : *p;
		p += low >= 0 ? 2 : 0;
	}
	out[n] = '\0';
	return (struct str){ out, n };
}

const char *text_foreign_encoding(struct str s)
{
	static const struct {
		const char *begins;
		size_t n;
		const char *name;
	} all[] = {
		{ "\xEF\xBB\xBF", 3, "a UTF-8 byte order mark" },
		{ "\xFF\xFE\0\0", 4, "UTF-32 (little-endian)" },
		{ "\0\0\xFE\xFF", 4, "UTF-32 (big-endian)" },
		{ "\xFF\xFE", 2, "UTF-16 (little-endian)" },
		{ "\xFE\xFF", 2, "UTF-16 (big-endian)" },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (s.n >= all[i].n && !memcmp(s.p, all[i].begins, all[i].n))
			return all[i].name;
	if (s.n < 4 || (!s.p[0] == !s.p[1]) || !s.p[0] != !s.p[2] || !s.p[1] != !s.p[3])
		return NULL;
	/* no byte order mark, but every second byte is NUL */
	return s.p[0] ? "UTF-16 (little-endian)" : "UTF-16 (big-endian)";
}

void text_put_utf8(struct buf *b, struct str s)
{
	uint32_t cp = 0;
	for (size_t i = 0, len; i < s.n; i += len ? len : 1) {
		len = decode(s.p + i, s.n - i, &cp);
		if (len && cp)
			buf_put(b, s.p + i, len);
		else
			buf_puts(b, "\xEF\xBF\xBD");
	}
}

bool text_utf8_valid(const char *s, size_t n)
{
	uint32_t cp;
	uint64_t eight;
	for (size_t i = 0; i < n;) {
		if (n - i >= sizeof(eight)) { /* fast path: most text is ASCII */
			memcpy(&eight, s + i, sizeof(eight));
			if (!(eight & UINT64_C(0x8080808080808080))) {
				i += sizeof(eight);
				continue;
			}
		}
		size_t len = (unsigned char)s[i] < 0x80 ? 1 : decode(s + i, n - i, &cp);
		if (!len)
			return false;
		i += len;
	}
	return true;
}

size_t text_whole(struct str s, size_t max)
{
	enum { LONGEST = 4 }; /* bytes of a character; more continuation bytes are not UTF-8 */
	size_t n = max;
	if (s.n <= max)
		return s.n;
	while (n && max - n < LONGEST && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return max - n < LONGEST ? n : max;
}

void text_put_cut(struct buf *b, struct str s, size_t max)
{
	size_t n = text_whole(s, max);
	buf_put(b, s.p, n);
	buf_puts(b, n < s.n ? "..." : "");
}

char *text_cut(struct arena *a, struct str s, size_t max)
{
	size_t n = text_whole(s, max);
	char *out = arena_alloc(a, n + sizeof("..."));
	if (n)
		memcpy(out, s.p, n);
	if (n < s.n)
		memcpy(out + n, "...", sizeof("..."));
	return out;
}

char *text_cut_printable(struct arena *a, struct str s, size_t max)
{
	struct buf cut = BUF_MAX(max + sizeof("...")), b = BUF_MAX(16 * max + 64);
	text_put_cut(&cut, s, max);
	text_put_printable(&b, (struct str){ buf_text(&cut), cut.n });
	char *out = arena_strdup(a, buf_text(&b));
	buf_free(&cut);
	buf_free(&b);
	return out;
}

size_t text_format(char *out, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, size, fmt, ap);
	if (n >= 0 && (size_t)n < size)
		return (size_t)n;
	size_t kept = text_whole((struct str){ out, size - 1 }, size - sizeof("..."));
	memcpy(out + kept, "...", sizeof("..."));
	return kept + strlen("...");
}

static bool harmless(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
	bool bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
		c == 0x061C;
	return !control && !bidi && c != 0xFEFF;
}

/* CI systems read a line that begins with "::" (after any white space), or "##" anywhere in a line, as a command. */
static bool commands(struct str s, size_t i)
{
	if (s.p[i] == '#' && i && s.p[i - 1] == '#')
		return true;
	if (s.p[i] != ':' || i + 1 == s.n || s.p[i + 1] != ':')
		return false;
	while (i && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t' || (unsigned char)s.p[i - 1] >= 0x80))
		i--;
	return i == 0;
}

void text_put_printable(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = 0;
		size_t len = decode(s.p + i, s.n - i, &cp);
		if (commands(s, i)) {
			buf_printf(b, "\\x%02X", (unsigned)(unsigned char)s.p[i++]);
			continue;
		}
		if (!len || cp < 0x80) {
			if (len && harmless(cp))
				buf_putc(b, s.p[i]);
			else
				buf_printf(b, "\\x%02X", (unsigned)(unsigned char)s.p[i]);
			i++;
			continue;
		}
		if (harmless(cp))
			buf_put(b, s.p + i, len);
		else
			buf_printf(b, "\\u{%X}", (unsigned)cp);
		i += len;
	}
}

char *text_shell(struct arena *a, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,";
	char *out = arena_strdup(a, "'");
	if (*word && strspn(word, plain) == strlen(word))
		return arena_strdup(a, word);
	for (const char *end; *word; word = end) {
		end = word + strcspn(word, "'");
		out = arena_printf(a, "%s%.*s%s", out, (int)(end - word), word, *end ? "'\\''" : "");
		end += *end == '\'';
	}
	return arena_printf(a, "%s'", out);
}

enum { NAME_MAX_BYTES = 64 };

static size_t least_of(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;
	return m < c ? m : c;
}

/* The optimal string alignment distance: swapping two neighbors counts as one edit. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][NAME_MAX_BYTES + 1], n = strlen(a), m = strlen(b);
	if (n > NAME_MAX_BYTES || m > NAME_MAX_BYTES)
		return SIZE_MAX;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
			row[j] = least_of(up[j] + 1, row[j - 1] + 1, up[j - 1] + (x != y));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && up2[j - 2] + 1 < row[j])
				row[j] = up2[j - 2] + 1;
		}
	}
	return rows[n % 3][m];
}

const char *text_nearest(const char *name, const char *const *names, size_t n)
{
	const char *best = NULL;
	size_t allowed = strlen(name) / 3 > 1 ? strlen(name) / 3 : 1, best_distance = allowed + 1;
	for (size_t i = 0; i < n; i++) {
		size_t d = distance(name, names[i]);
		if (d < best_distance) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}
