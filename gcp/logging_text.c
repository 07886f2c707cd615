/* SPDX-License-Identifier: Apache-2.0 */
/* logging_text.c: the text of a log entry on one line, with anything that looks like a credential masked, because logs
 * may contain secrets that evidence must not. No side effects. */
#include "gcp.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define MASK "[redacted]"

static bool starts(const char *text, const char *word)
{
	return !strncasecmp(text, word, strlen(word));
}

/* The length of "user:password" in "://user:password@", or 0. */
static size_t userinfo(const char *after_slashes)
{
	const char *at = memrchr(after_slashes, '@', strcspn(after_slashes, "/?# \t\"'<>"));
	return at ? (size_t)(at - after_slashes) : 0;
}

/* How many bytes at p are a credential, after *stays bytes to keep; 0: no credential begins here. */
static size_t credential(const char *p, bool word_begins, size_t *stays)
{
	static const char *const schemes[] = { "bearer ", "basic " };
	static const char *const names[] = { "password", "passwd", "pwd", "secret", "token", "api_key", "apikey", "api-key",
		"authorization", "private_key" };
	if (starts(p, "://")) {
		*stays = 3;
		return userinfo(p + 3);
	}
	for (size_t i = 0; word_begins && i < COUNTOF(schemes); i++) {
		*stays = strlen(schemes[i]);
		size_t n = starts(p, schemes[i]) ? strcspn(p + *stays, " \t\"',;") : 0;
		if (n >= 8)
			return n;
	}
	for (size_t i = 0; i < COUNTOF(names); i++) {
		if (!starts(p, names[i]))
			continue;
		const char *at = p + strlen(names[i]);
		at += strspn(at, "\"'");
		if (*at != '=' && *at != ':')
			continue;
		at += 1 + strspn(at + 1, " \"'");
		for (size_t s = 0; s < COUNTOF(schemes); s++)
			at += starts(at, schemes[s]) ? strlen(schemes[s]) : 0;
		*stays = (size_t)(at - p);
		return strcspn(at, " \t\"'&,;)}");
	}
	return 0;
}

static void put_masked(struct buf *b, const char *text)
{
	for (const char *p = text; *p;) {
		size_t stays = 0, n = credential(p, p == text || !isalnum((unsigned char)p[-1]), &stays);
		size_t plain = n ? stays : 1;
		for (size_t i = 0; i < plain; i++)
			buf_putc(b, iscntrl((unsigned char)p[i]) ? ' ' : p[i]);
		if (n)
			buf_puts(b, MASK);
		p += plain + n;
	}
}

char *logging_masked(struct arena *a, const char *text)
{
	struct buf b = BUF_MAX(512 * 1024);
	put_masked(&b, text);
	char *masked = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return masked;
}

static void put_payload(struct buf *b, const struct json *payload)
{
	static const char *const names[] = { "message", "msg", "text", "error" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (*json_text_at(payload, names[i])) {
			buf_puts(b, json_text_at(payload, names[i]));
			return;
		}
	json_print(payload, JSON_COMPACT, b);
}

/* "GET https://host/path 503 0.120s", without the query. */
static void put_request(struct buf *b, const struct json *request)
{
	const char *url = json_text_at(request, "requestUrl");
	const struct json *status = json_get(request, "status");
	buf_printf(b, "%s %.*s", json_text_at(request, "requestMethod"), (int)strcspn(url, "?#"), url);
	if (json_kind(status) == JSON_INT)
		buf_printf(b, " %lld", (long long)json_int(status));
	if (*json_text_at(request, "latency"))
		buf_printf(b, " %s", json_text_at(request, "latency"));
}

char *logging_text(struct arena *a, const struct json *entry)
{
	struct buf raw = BUF_MAX(512 * 1024), b = BUF_MAX(512 * 1024);
	const struct json *proto = json_get(entry, "protoPayload");
	if (*json_text_at(entry, "textPayload"))
		buf_puts(&raw, json_text_at(entry, "textPayload"));
	else if (json_kind(json_get(entry, "textPayload")) == JSON_OBJECT)
		put_payload(&raw, json_get(entry, "textPayload")); /* withheld, with the reason */
	else if (json_get(entry, "jsonPayload"))
		put_payload(&raw, json_get(entry, "jsonPayload"));
	else if (proto)
		buf_printf(&raw, "%s: %s", json_text_at(proto, "methodName"), json_text_at(proto, "status.message"));
	else if (json_get(entry, "httpRequest"))
		put_request(&raw, json_get(entry, "httpRequest"));
	put_masked(&b, buf_text(&raw));
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&raw);
	buf_free(&b);
	return text;
}
