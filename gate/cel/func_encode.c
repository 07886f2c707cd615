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

struct cel_value func_base64_decode(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct str s = args[0].s, out;
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "base64.decode", args, n);
	bool other = memchr(s.p, '-', s.n) || memchr(s.p, '_', s.n); /* of the alphabet for URLs */
	if (other || base64_decode(c->a, s, &out))
		return cel_fail(c, c->at, "not base64: %s", cel_value_text(c, args));
	return (struct cel_value){ .kind = CEL_BYTES, .s = out };
}
