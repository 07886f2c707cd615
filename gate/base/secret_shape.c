/* SPDX-License-Identifier: Apache-2.0 */
/* secret_shape.c: recognizes text that looks like a credential; the last check of all output. No side effects. One row
 * for each shape; the lead of a row may be kept in the output to show what was removed. */
#include "base.h"

#include <limits.h>
#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"
#define URLSAFE LETTERS DIGITS "-_"

/* How many bytes after the lead belong to the credential; 0: it is not one. */
typedef size_t shape_fn(const char *p, size_t n);

static size_t run_of(const char *p, size_t n, const char *set)
{
	size_t i = 0;
	while (i < n && p[i] && strchr(set, p[i]))
		i++;
	return i;
}

static size_t opaque(const char *p, size_t n)
{
	size_t len = run_of(p, n, URLSAFE ".");
	return len >= 16 ? len : 0;
}

/* The rest of the first part, then two to four more parts separated by dots. */
static size_t jwt(const char *p, size_t n)
{
	size_t first = run_of(p, n, URLSAFE);
	if (first < 8 || first == n || p[first] != '.')
		return 0;
	size_t second = run_of(p + first + 1, n - first - 1, URLSAFE);
	return second >= 2 ? run_of(p, n, URLSAFE ".") : 0;
}

/* The word after "Bearer ", if it has a digit; ordinary words do not. */
static size_t bearer(const char *p, size_t n)
{
	size_t len = run_of(p, n, URLSAFE ".~+/=");
	for (size_t i = 0; len >= 16 && i < len; i++)
		if (p[i] >= '0' && p[i] <= '9')
			return len;
	return 0;
}

/* Up to the end of the END line; without one, everything that could belong to a key. */
static size_t pem(const char *p, size_t n)
{
	static const char name[] = "PRIVATE KEY-----", last[] = "-----END ";
	size_t title = run_of(p, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ");
	if (title < sizeof(name) - 6 || title + 5 > n ||
		memcmp(p + title - (sizeof(name) - 6), name, sizeof(name) - 1) != 0)
		return 0;
	const char *end = memmem(p, n, last, sizeof(last) - 1);
	const char *from = end ? end + sizeof(last) - 1 : NULL,
			   *dashes = end ? memmem(from, n - (size_t)(from - p), "-----", 5) : NULL;
	return dashes ? (size_t)(dashes + 5 - p)
				  : title + 5 + run_of(p + title + 5, n - title - 5, LETTERS DIGITS "+/=\\\r\n ");
}

/* Indexed by the first byte; no two leads begin with the same one. */
static const struct shape {
	const char *lead;
	bool keep;
	shape_fn *rest;
} shapes[UCHAR_MAX + 1] = {
	['y'] = { "ya29.", false, opaque },   /* Google: access token */
	['1'] = { "1//0", false, opaque },    /* refresh token */
	['G'] = { "GOCSPX-", false, opaque }, /* client secret */
	['A'] = { "AIza", false, opaque },    /* API key */
	['e'] = { "eyJ", false, jwt },        /* RFC 7519 */
	['B'] = { "Bearer ", true, bearer },  /* RFC 6750 */
	['b'] = { "bearer ", true, bearer },
	['-'] = { "-----BEGIN ", false, pem }, /* RFC 7468 */
};

/* How many bytes to remove at p, and in *keep how many of them to keep; 0: no credential begins here. */
static size_t shape_at(const char *p, size_t n, size_t *keep)
{
	const struct shape *s = &shapes[(unsigned char)*p];
	if (!s->lead || n < 2 || p[1] != s->lead[1])
		return 0;
	size_t lead = strlen(s->lead);
	if (n <= lead || memcmp(p, s->lead, lead) != 0)
		return 0;
	size_t rest = s->rest(p + lead, n - lead);
	*keep = s->keep ? lead : 0;
	return rest ? lead + rest : 0;
}

/* All output passes here: the two bytes of each place are compared before anything is called. */
bool secret_shaped(struct str text)
{
	size_t keep;
	for (size_t i = 0; i + 1 < text.n; i++) {
		const char *lead = shapes[(unsigned char)text.p[i]].lead;
		if (lead && lead[1] == text.p[i + 1] && shape_at(text.p + i, text.n - i, &keep))
			return true;
	}
	return false;
}

void secret_put_unshaped(struct str text, struct buf *out)
{
	size_t from = 0, keep = 0;
	for (size_t i = 0; i < text.n;) {
		size_t n = shape_at(text.p + i, text.n - i, &keep);
		if (n) {
			buf_put(out, text.p + from, i + keep - from);
			buf_puts(out, "[redacted]");
			from = i + n;
		}
		i += n ? n : 1;
	}
	buf_put(out, text.p + from, text.n - from);
}
