/* SPDX-License-Identifier: Apache-2.0 */
/* http_reading.c: collects the head line by line and the body piece by piece. No side effects. */
#include "http_reading.h"

#include <string.h>

struct http_reading http_reading_new(size_t body_max)
{
	return (struct http_reading){
		.head = BUF_MAX(2 * LIMIT_HEADER_BYTES), .body = BUF_MAX(body_max + 1), .body_max = body_max
	};
}

void http_reading_free(struct http_reading *r)
{
	buf_free(&r->head);
	buf_free(&r->body);
}

static void put_header(struct buf *head, struct str name, struct str value)
{
	for (size_t i = 0; i < name.n; i++)
		buf_putc(head, name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] - 'A' + 'a') : name.p[i]);
	buf_putc(head, '\0');
	buf_put(head, value.p, value.n);
	buf_putc(head, '\0');
}

bool http_reading_line(struct http_reading *r, struct str line)
{
	r->head_bytes += line.n;
	if (http_reading_is_long(r))
		return false;
	if (line.n >= 5 && !memcmp(line.p, "HTTP/", 5)) {
		buf_clear(&r->head);
		return true;
	}
	while (line.n && strchr("\r\n ", line.p[line.n - 1]))
		line.n--;
	const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
	if (!colon || memchr(line.p, '\0', line.n))
		return true;
	struct str name = { line.p, (size_t)(colon - line.p) }, value = { colon + 1, line.n - name.n - 1 };
	while (value.n && (*value.p == ' ' || *value.p == '\t'))
		value = (struct str){ value.p + 1, value.n - 1 };
	put_header(&r->head, name, value);
	return true;
}

bool http_reading_is_long(const struct http_reading *r)
{
	return r->head_bytes > LIMIT_HEADER_BYTES;
}

bool http_reading_body(struct http_reading *r, struct str piece)
{
	size_t room = r->body_max - r->body.n;
	buf_put(&r->body, piece.p, piece.n < room ? piece.n : room);
	r->cut = r->cut || piece.n > room;
	return !r->cut;
}

size_t http_reading_headers(const struct http_reading *r, struct http_header_text *out, size_t max)
{
	size_t n = 0;
	for (const char *p = buf_text(&r->head), *end = p + r->head.n; p < end && n < max; n++) {
		out[n].name = p;
		out[n].value = p + strlen(p) + 1;
		p = out[n].value + strlen(out[n].value) + 1;
	}
	return n;
}
