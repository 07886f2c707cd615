/* SPDX-License-Identifier: Apache-2.0 */
/* func_net.c: IP addresses and CIDR ranges. Source: the network extension of cel-spec and Kubernetes. */
#include "func.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static size_t width(const struct cel_net *a)
{
	return a->family == 4 ? 4 : 16;
}

/* An IPv4-mapped IPv6 address (::ffff:a.b.c.d), once converted, is an IPv4 address. */
static const char *parse(struct str s, struct cel_net *out)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
	char text[64];
	if (!s.n || s.n >= sizeof(text) || memchr(s.p, '\0', s.n))
		return "not an IP address";
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (strchr(text, '%'))
		return "an IP address with a zone is not supported";
	if (strchr(text, ':') && strchr(text, '.'))
		return "an IPv4 address written in IPv6 is not supported";
	out->family = inet_pton(AF_INET, text, out->bytes) == 1 ? 4 : inet_pton(AF_INET6, text, out->bytes) == 1 ? 6 : 0;
	if (out->family == 6 && !memcmp(out->bytes, mapped, sizeof(mapped))) {
		memmove(out->bytes, out->bytes + 12, 4);
		memset(out->bytes + 4, 0, 12);
		out->family = 4;
	}
	return out->family ? NULL : "not an IP address";
}

static const char *parse_cidr(struct str s, struct cel_net *out)
{
	const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
	size_t at = slash ? (size_t)(slash - s.p) : 0, digits = slash ? s.n - at - 1 : 0;
	const char *why = slash ? parse((struct str){ s.p, at }, out) : "not a CIDR range";
	if (why)
		return why;
	if (!digits || digits > 3 || (slash[1] == '0' && digits > 1))
		return "not a CIDR range";
	out->prefix = 0;
	for (size_t i = 0; i < digits; i++) {
		if (slash[1 + i] < '0' || slash[1 + i] > '9')
			return "not a CIDR range";
		out->prefix = out->prefix * 10 + (unsigned)(slash[1 + i] - '0');
	}
	return out->prefix <= 8 * width(out) ? NULL : "not a CIDR range";
}

static struct cel_value of_net(struct cel_context *c, enum cel_kind kind, const struct cel_net *net)
{
	struct cel_net *kept = ARENA_NEW(c->a, struct cel_net);
	*kept = *net;
	return (struct cel_value){ .kind = (uint8_t)kind, .net = kept };
}

bool func_net_equal(const struct cel_value *a, const struct cel_value *b)
{
	return a->net->family == b->net->family && !memcmp(a->net->bytes, b->net->bytes, sizeof(a->net->bytes)) &&
		(a->kind == CEL_IP || a->net->prefix == b->net->prefix);
}

static struct cel_value make(struct cel_context *c, const struct cel_value *v, enum cel_kind kind)
{
	struct cel_net net = { 0 };
	if (v->kind == kind)
		return *v;
	if (v->kind != CEL_STRING)
		return cel_no_overload(c, c->at, kind == CEL_IP ? "ip" : "cidr", v, 1);
	const char *why = kind == CEL_IP ? parse(v->s, &net) : parse_cidr(v->s, &net);
	return why ? cel_fail(c, c->at, "%s: '%s'", why, text_cut(c->a, v->s, 60)) : of_net(c, kind, &net);
}

struct cel_value func_ip(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)n;
	return make(c, &args[0], CEL_IP);
}

struct cel_value func_cidr(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)n;
	return make(c, &args[0], CEL_CIDR);
}

struct cel_value func_is_ip(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_net net = { 0 };
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "isIP", args, n);
	bool cidr = c->at->name.n == 6; /* isCIDR */
	return cel_bool((cidr ? parse_cidr(args[0].s, &net) : parse(args[0].s, &net)) == NULL);
}

struct cel_value func_ip_is_canonical(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value ip = args[0].kind == CEL_STRING ? make(c, &args[0], CEL_IP)
													 : cel_no_overload(c, c->at, "ip.isCanonical", args, n);
	return ip.kind == CEL_IP ? cel_bool(str_is(args[0].s, func_net_text(c, &ip))) : ip;
}

static bool all_zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static bool is_multicast(const struct cel_net *a)
{
	return a->family == 4 ? (a->bytes[0] & 0xF0) == 0xE0 : a->bytes[0] == 0xFF;
}

static bool is_loopback(const struct cel_net *a)
{
	return a->family == 4 ? a->bytes[0] == 127 : all_zero(a->bytes, 15) && a->bytes[15] == 1;
}

static bool is_link_local(const struct cel_net *a)
{
	return a->family == 4 ? a->bytes[0] == 169 && a->bytes[1] == 254
						  : a->bytes[0] == 0xFE && (a->bytes[1] & 0xC0) == 0x80;
}

static bool is_link_local_multicast(const struct cel_net *a)
{
	return a->family == 4 ? a->bytes[0] == 224 && !a->bytes[1] && !a->bytes[2]
						  : a->bytes[0] == 0xFF && (a->bytes[1] & 0x0F) == 2;
}

static bool is_broadcast(const struct cel_net *a)
{
	static const unsigned char ones[4] = { 255, 255, 255, 255 };
	return a->family == 4 && !memcmp(a->bytes, ones, 4);
}

/* family isUnspecified isLoopback isGlobalUnicast isLinkLocalMulticast isLinkLocalUnicast */
struct cel_value func_ip_question(struct cel_context *c, const struct cel_value *args, size_t n)
{
	const char *name = c->at->name.p;
	if (args[0].kind != CEL_IP)
		return cel_no_overload(c, c->at, name, args, n);
	const struct cel_net *a = args[0].net;
	bool unspecified = all_zero(a->bytes, width(a));
	if (!strcmp(name, "family"))
		return cel_int(a->family);
	if (!strcmp(name, "isUnspecified"))
		return cel_bool(unspecified);
	if (!strcmp(name, "isLoopback"))
		return cel_bool(is_loopback(a));
	if (!strcmp(name, "isLinkLocalMulticast"))
		return cel_bool(is_link_local_multicast(a));
	if (!strcmp(name, "isLinkLocalUnicast"))
		return cel_bool(is_link_local(a));
	return cel_bool(!unspecified && !is_loopback(a) && !is_multicast(a) && !is_link_local(a) && !is_broadcast(a));
}

static bool same_prefix(const struct cel_net *a, const struct cel_net *b, unsigned prefix)
{
	for (unsigned i = 0; i < prefix; i++)
		if ((a->bytes[i / 8] ^ b->bytes[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

/* containsIP and containsCIDR, of a value or its text. */
struct cel_value func_cidr_contains(struct cel_context *c, const struct cel_value *args, size_t n)
{
	bool ip = c->at->name.n == strlen("containsIP");
	if (args[0].kind != CEL_CIDR)
		return cel_no_overload(c, c->at, c->at->name.p, args, n);
	struct cel_value other = make(c, &args[1], ip ? CEL_IP : CEL_CIDR);
	if (other.kind == CEL_ERROR)
		return other;
	const struct cel_net *a = args[0].net, *b = other.net;
	return cel_bool(a->family == b->family && (ip || b->prefix >= a->prefix) && same_prefix(a, b, a->prefix));
}

struct cel_value func_cidr_part(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_CIDR)
		return cel_no_overload(c, c->at, c->at->name.p, args, n);
	struct cel_net net = *args[0].net;
	if (!strcmp(c->at->name.p, "prefixLength"))
		return cel_int(net.prefix);
	if (!strcmp(c->at->name.p, "ip"))
		return of_net(c, CEL_IP, &net);
	for (unsigned i = net.prefix; i < 8 * width(&net); i++)
		net.bytes[i / 8] &= (unsigned char)~(1u << (7 - i % 8));
	if (!strcmp(c->at->name.p, "isMask"))
		return cel_bool(!memcmp(net.bytes, args[0].net->bytes, sizeof(net.bytes)));
	return of_net(c, CEL_CIDR, &net);
}
