/* SPDX-License-Identifier: Apache-2.0 */
/* func_encode.c: base64 with or without padding. Sources: RFC 4648 section 4; cel-go ext/encoders. */
#include "func.h"

#include <string.h>

struct cel_value func_base64_encode(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_BYTES)
		return cel_no_overload(c, c->at, "base64.encode", args, n);
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	base64_put(&b, args[0].s);
	struct cel_value v = cel_string((struct str){ arena_strndup(c->a, buf_text(&b), b.n), b.n });
	buf_free(&b);
	return v;
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct cel_value func_base64_decode(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "base64.decode", args, n);
	struct str s = args[0].s;
	while (s.n && s.p[s.n - 1] == '=' && args[0].s.n - s.n < 2)
		s.n--;
	char *out = arena_alloc(c->a, s.n + 1);
	size_t used = 0, have = 0;
	uint32_t v = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = s.p[i] ? strchr(digits, s.p[i]) : NULL;
		if (!at)
			return cel_fail(c, c->at, "not base64: %s", cel_value_text(c, args));
		v = v << 6 | (uint32_t)(at - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[used++] = (char)(v >> have & 0xFF);
		}
	}
	if (s.n % 4 == 1 || (s.n != args[0].s.n && args[0].s.n % 4))
		return cel_fail(c, c->at, "not base64: %s", cel_value_text(c, args));
	return (struct cel_value){ .kind = CEL_BYTES, .s = { out, used } };
}
