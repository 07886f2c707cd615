/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grpc_health.c: encodes and decodes two small protobuf messages. No side effects. Sources: the gRPC protocol over
 * HTTP/2 (a flag, four bytes of length, the message), the protobuf wire format, health.proto.
 */
#include "grpc_health.h"

#include <string.h>

enum { PREFIX = 5, VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };

static void put_varint(struct buf *b, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		buf_putc(b, (char)(unsigned char)(0x80 | (n & 0x7f)));
	buf_putc(b, (char)n);
}

void grpc_health_request(const char *service, struct buf *out)
{
	struct buf message = BUF_MAX(LIMIT_PROBE_BODY);
	size_t n = strlen(service);
	if (n) { /* empty fields are omitted */
		buf_putc(&message, 1 << 3 | BYTES);
		put_varint(&message, n);
		buf_put(&message, service, n);
	}
	buf_putc(out, 0);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_putc(out, (char)(unsigned char)(message.n >> shift & 0xff));
	buf_put(out, buf_text(&message), message.n);
	buf_free(&message);
}

static bool get_varint(struct str *s, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; shift < 64 && s->n; shift += 7) {
		unsigned char byte = (unsigned char)*s->p++;
		s->n--;
		*out |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

static bool skip(struct str *s, uint64_t n)
{
	if (n > s->n)
		return false;
	s->p += n;
	s->n -= (size_t)n;
	return true;
}

/* Reads HealthCheckResponse.status (field 1). Skips unknown fields. Returns false if the message is malformed. */
static bool read_status(struct str message, uint64_t *status)
{
	*status = 0;
	while (message.n) {
		uint64_t key, value;
		if (!get_varint(&message, &key) || !(key >> 3))
			return false;
		switch (key & 7) {
		case VARINT:
			if (!get_varint(&message, &value))
				return false;
			*status = key >> 3 == 1 ? value : *status;
			break;
		case BYTES:
			if (key >> 3 == 1 || !get_varint(&message, &value) || !skip(&message, value))
				return false;
			break;
		case FIXED64:
		case FIXED32:
			if (key >> 3 == 1 || !skip(&message, (key & 7) == FIXED64 ? 8 : 4))
				return false;
			break;
		default: return false;
		}
	}
	return true;
}

const char *grpc_health_status(struct str body, struct err *e)
{
	static const char *const names[] = { "UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN" };
	const unsigned char *p = (const unsigned char *)body.p;
	uint64_t status;
	if (body.n < PREFIX || p[0] > 1)
		err_set(e, ERR_MALFORMED, "the response is not a gRPC message");
	else if (p[0] == 1)
		err_set(e, ERR_MALFORMED, "the response is compressed although no compression was requested");
	else if (((uint32_t)p[1] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 8 | p[4]) != body.n - PREFIX)
		err_set(e, ERR_MALFORMED, "the length of the gRPC message does not match the response");
	else if (!read_status((struct str){ body.p + PREFIX, body.n - PREFIX }, &status))
		err_set(e, ERR_MALFORMED, "the response is not a HealthCheckResponse");
	else if (status >= COUNTOF(names))
		err_set(e, ERR_MALFORMED, "the response has the status %llu, which health.proto does not define",
			(unsigned long long)status);
	else
		return names[status];
	return NULL;
}

const char *grpc_health_message(struct arena *a, const char *encoded)
{
	struct str text = text_percent_decoded(a, encoded);
	if (text_utf8_valid(text.p, text.n) && !memchr(text.p, '\0', text.n))
		return text.p;
	return text_utf8_valid(encoded, strlen(encoded)) ? encoded : "";
}

const char *grpc_status_name(int64_t number)
{
	static const char *const names[] = { "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED",
		"NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
		"OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED" };
	return number >= 0 && (size_t)number < COUNTOF(names) ? names[number] : NULL;
}
