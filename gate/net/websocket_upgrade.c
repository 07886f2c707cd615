/* SPDX-License-Identifier: Apache-2.0 */
/*
 * websocket_upgrade.c: the upgrade request and its response. No side effects. Source: RFC 6455 sections 4.1 and 4.2.2.
 */
#include "websocket.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- The request ------------------------------------------------------------------------------------ */

static bool given(const struct websocket_request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (!strcasecmp(r->headers[i].name, name))
			return true;
	return false;
}

static int check_headers(const struct websocket_request *r, struct err *e)
{
	static const char *const ours[] = { "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
		"Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding" };
	for (size_t i = 0; i < COUNTOF(ours); i++)
		if (given(r, ours[i]))
			return err_set(e, ERR_CONFIG, "header %s belongs to the upgrade itself%s", ours[i],
				strstr(ours[i], "Protocol") ? "; give the probe a subprotocol" : "; leave it out");
	if (r->subprotocol && (!*r->subprotocol || strpbrk(r->subprotocol, "\r\n\t ,")))
		return err_set(e, ERR_CONFIG, "subprotocol \"%s\" is not one word", r->subprotocol);
	return http_check_headers(r->headers, r->n_headers, e);
}

int websocket_upgrade_request(
	struct arena *a, const struct upgrade *u, const struct websocket_request *r, struct buf *out, struct err *e)
{
	const struct url *url = u->url;
	bool usual = url->port == (url_is_tls(url) ? 443 : 80);
	if (check_headers(r, e))
		return -1;
	buf_printf(out, "GET %s%s%s HTTP/1.1\r\n", url->path ? url->path : "/", url->query ? "?" : "",
		url->query ? url->query : "");
	if (!given(r, "Host"))
		buf_printf(out, usual ? "Host: %s\r\n" : "Host: %s:%d\r\n", url->host, url->port);
	if (!given(r, "User-Agent"))
		buf_printf(out, "User-Agent: %s\r\n", u->user_agent);
	if (u->credentials && !given(r, "Authorization"))
		buf_printf(out, "Authorization: %s\r\n", crypto_basic(a, u->credentials));
	buf_printf(out,
		"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n", u->key);
	if (r->subprotocol)
		buf_printf(out, "Sec-WebSocket-Protocol: %s\r\n", r->subprotocol);
	for (size_t i = 0; i < r->n_headers; i++)
		buf_printf(out, "%s: %s\r\n", r->headers[i].name, secret_reveal(r->headers[i].value));
	buf_puts(out, "\r\n");
	return 0;
}

/* ---- The answer -------------------------------------------------------------------------------------- */

static bool is_status_line(struct str line, int *status)
{
	static const char form[] = "HTTP/1.x ";
	const char *p = line.p + sizeof(form) - 1;
	if (line.n < sizeof(form) + 2 || strncmp(line.p, "HTTP/1.", 7) != 0 || !isdigit((unsigned char)line.p[7]) ||
		line.p[8] != ' ')
		return false;
	for (int i = 0; i < 3; i++)
		if (!isdigit((unsigned char)p[i]))
			return false;
	*status = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
	return *status >= 100;
}

static struct str next_line(struct str *rest)
{
	const char *end = memchr(rest->p, '\n', rest->n);
	size_t n = end ? (size_t)(end - rest->p) : rest->n;
	struct str line = { rest->p, n && rest->p[n - 1] == '\r' ? n - 1 : n };
	rest->p += end ? n + 1 : n;
	rest->n -= end ? n + 1 : n;
	return line;
}

static int read_header(struct arena *a, struct str line, struct http_header_text *out, struct err *e)
{
	const char *colon = memchr(line.p, ':', line.n);
	if (!colon || colon == line.p || memchr(line.p, '\0', line.n))
		return err_set(e, ERR_MALFORMED, "the upgrade was answered with a line that is not a header");
	char *name = arena_strndup(a, line.p, (size_t)(colon - line.p));
	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	const char *from = colon + 1, *to = line.p + line.n;
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	*out = (struct http_header_text){ name, arena_strndup(a, from, (size_t)(to - from)) };
	return 0;
}

/* The size of the head including its empty line; 0: incomplete. The end does not begin before `from`. */
static size_t head_size(struct str text, size_t from)
{
	for (size_t i = from; i + 1 < text.n; i++) {
		size_t more = text.p[i + 1] == '\r' ? 2 : 1;
		if (text.p[i] == '\n' && i + more < text.n && text.p[i + more] == '\n')
			return i + more + 1;
	}
	return 0;
}

static int read_head(struct arena *a, struct str head, struct upgrade_answer *out, struct err *e)
{
	struct http_header_text *headers = NULL;
	size_t cap = 0;
	struct upgrade_answer answer = { .size = head.n };
	if (!is_status_line(next_line(&head), &answer.status))
		return err_set(e, ERR_MALFORMED, "the upgrade was answered with something that is not HTTP/1.1");
	for (struct str line; (line = next_line(&head)).n; answer.n_headers++) {
		headers = arena_grow(a, headers, answer.n_headers, &cap, sizeof(*headers));
		if (read_header(a, line, &headers[answer.n_headers], e))
			return -1;
	}
	answer.headers = headers;
	*out = answer;
	return 0;
}

int websocket_upgrade_read(
	struct arena *a, struct str text, struct upgrade_reading *at, struct upgrade_answer *out, struct err *e)
{
	enum { LONGEST_END = 3 }; /* the beginning of "\n\r\n" may be in the part already scanned */
	for (;;) {
		struct str rest = { text.p + at->before, text.n - at->before };
		size_t n = head_size(rest, at->scanned > LONGEST_END ? at->scanned - LONGEST_END : 0);
		if (!n) {
			at->scanned = rest.n;
			*out = (struct upgrade_answer){ .size = 0 };
			return 0;
		}
		if (read_head(a, (struct str){ rest.p, n }, out, e))
			return -1;
		if (out->status >= 200 || out->status == 101) {
			out->size += at->before;
			return 0;
		}
		at->before += n;
		at->scanned = 0;
	}
}

static const char *header_of(const struct upgrade_answer *answer, const char *lower_name)
{
	return http_header_of(
		&(struct http_answer){ .headers = answer->headers, .n_headers = answer->n_headers }, lower_name);
}

/* Looks for a word in a header such as "keep-alive, Upgrade". */
static bool lists(const char *value, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = value ? value : ""; *p; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		if (!strncasecmp(p, word, n) && (!p[n] || strchr(", \t", p[n])))
			return true;
	}
	return false;
}

int websocket_upgrade_check(
	const struct upgrade_answer *answer, const struct upgrade *u, const struct websocket_request *r, struct err *e)
{
	char accept[CRYPTO_WEBSOCKET_ACCEPT];
	const char *had = header_of(answer, "sec-websocket-accept"),
			   *protocol = header_of(answer, "sec-websocket-protocol");
	if (answer->status != 101)
		return err_set(e, ERR_REFUSED, "the upgrade was refused: %d", answer->status);
	if (!lists(header_of(answer, "upgrade"), "websocket") || !lists(header_of(answer, "connection"), "upgrade"))
		return err_set(e, ERR_MALFORMED, "the upgrade was answered with 101, but not to websocket");
	crypto_websocket_accept(u->key, accept);
	if (!had || strcmp(had, accept) != 0)
		return err_set(e, ERR_MALFORMED,
			"the upgrade was answered with a wrong Sec-WebSocket-Accept: a cached response, or not a WebSocket server");
	if (header_of(answer, "sec-websocket-extensions"))
		return err_set(e, ERR_MALFORMED, "the server chose an extension that was not asked for");
	if (r->subprotocol && !protocol)
		return err_set(e, ERR_MALFORMED, "the server did not agree to subprotocol \"%s\"", r->subprotocol);
	if (protocol && (!r->subprotocol || strcmp(protocol, r->subprotocol) != 0))
		return err_set(e, ERR_MALFORMED, "the server chose subprotocol \"%s\", which was not asked for", protocol);
	return 0;
}
