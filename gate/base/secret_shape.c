/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secret_shape.c: PURE. What looks like a credential, whoever's it is: the last check of all that is written. A row a
 * shape; what a row keeps (its lead) says what was there.
 */
#include "base.h"

#include <limits.h>
#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"
#define URLSAFE LETTERS DIGITS "-_"

/* How many bytes after the lead belong to it; 0: it is none. */
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

/* The rest of the first part, and two or four more with dots between. */
static size_t jwt(const char *p, size_t n)
{
	size_t first = run_of(p, n, URLSAFE);
	if (first < 8 || first == n || p[first] != '.')
		return 0;
	size_t second = run_of(p + first + 1, n - first - 1, URLSAFE);
	return second >= 2 ? run_of(p, n, URLSAFE ".") : 0;
}

/* A word after "Bearer " that holds a digit: prose does not. */
static size_t bearer(const char *p, size_t n)
{
	size_t len = run_of(p, n, URLSAFE ".~+/=");
	for (size_t i = 0; len >= 16 && i < len; i++)
		if (p[i] >= '0' && p[i] <= '9')
			return len;
	return 0;
}

/* To the end of the END line; where none comes, all that could be of a key. */
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

/* By its first byte: no two begin alike. */
static const struct shape { const char *lead; bool keep; shape_fn *rest; } shapes[UCHAR_MAX + 1] = {
	['y'] = { "ya29.", false, opaque },         /* Google: access token */
	['1'] = { "1//0", false, opaque },          /* refresh token */
	['G'] = { "GOCSPX-", false, opaque },       /* client secret */
	['A'] = { "AIza", false, opaque },          /* API key */
	['e'] = { "eyJ", false, jwt },              /* RFC 7519 */
	['B'] = { "Bearer ", true, bearer },        /* RFC 6750 */
	['b'] = { "bearer ", true, bearer },
	['-'] = { "-----BEGIN ", false, pem },      /* RFC 7468 */
};

/* The bytes to take out at p, and how many of them to keep; 0: nothing begins here. */
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

bool secret_shaped(struct str text)
{
	size_t keep;
	for (size_t i = 0; i < text.n; i++)
		if (shape_at(text.p + i, text.n - i, &keep))
			return true;
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
