/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_query.c: queries a DNS server with glibc's resolver. Each query is sent only once, without a cache, because
 * retries would hide intermittent failures.
 */
#include "dns.h"
#include "../source.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

/* Keeps only the first reason. */
static void fail(struct dns_lookup *d, const char *why, const char *detail)
{
	if (!*d->why)
		snprintf(d->why, sizeof(d->why), *detail ? "%s (%s)" : "%s", why, detail);
}

/* Uses the text of getaddrinfo for the response code, with the name of the code. */
static void fail_by_code(struct dns_lookup *d, int code)
{
	static const char *const names[] = { [ns_r_formerr] = "FORMERR",
		[ns_r_servfail] = "SERVFAIL",
		[ns_r_nxdomain] = "NXDOMAIN",
		[ns_r_notimpl] = "NOTIMP",
		[ns_r_refused] = "REFUSED" };
	int like = code == ns_r_nxdomain ? EAI_NONAME : code == ns_r_servfail ? EAI_AGAIN : EAI_FAIL;
	fail(d, gai_strerror(like), (size_t)code < COUNTOF(names) ? names[code] : "unknown response code");
}

/* Skips a name without following its pointers, which could take quadratic time. Returns false if the response is
 * truncated. */
static bool skip_name(const unsigned char **p, const unsigned char *end)
{
	int n = *p < end ? dn_skipname(*p, end) : -1;
	*p += n > 0 ? n : 0;
	return n > 0;
}

static bool skip_question(const unsigned char **p, const unsigned char *end)
{
	if (!skip_name(p, end) || end - *p < NS_QFIXEDSZ)
		return false;
	*p += NS_QFIXEDSZ;
	return true;
}

static void keep_address(struct dns_lookup *d, unsigned type, const unsigned char *data, unsigned size)
{
	bool four = type == ns_t_a && size == NS_INADDRSZ, six = type == ns_t_aaaa && size == NS_IN6ADDRSZ;
	if ((four || six) && d->n < DNS_ADDRESSES)
		d->n += inet_ntop(four ? AF_INET : AF_INET6, data, d->addresses[d->n], DNS_ADDRESS) != NULL;
}

static bool read_record(struct dns_lookup *d, const unsigned char **p, const unsigned char *end)
{
	if (!skip_name(p, end) || end - *p < NS_RRFIXEDSZ)
		return false;
	const unsigned char *data = *p + NS_RRFIXEDSZ;
	unsigned type = ns_get16(*p), size = ns_get16(data - NS_INT16SZ);
	if (size > (size_t)(end - data))
		return false;
	keep_address(d, type, data, size);
	*p = data + size;
	return true;
}

/* Source: RFC 1035 section 4.1. */
void dns_read_answer(struct dns_lookup *d, const unsigned char *answer, size_t n)
{
	const unsigned char *p = answer + NS_HFIXEDSZ, *end = answer + n;
	bool whole = n >= NS_HFIXEDSZ;
	if (whole && (answer[3] & 0xf) != ns_r_noerror) {
		fail_by_code(d, answer[3] & 0xf);
		return;
	}
	for (unsigned i = whole ? ns_get16(answer + 4) : 0; whole && i; i--)
		whole = skip_question(&p, end);
	for (unsigned i = whole ? ns_get16(answer + 6) : 0; whole && i; i--)
		whole = read_record(d, &p, end);
	if (!whole)
		fail(d, "the response is malformed", "");
}

/* Returns false if the server did not answer. */
static bool ask(struct __res_state *s, struct dns_lookup *d, int type)
{
	unsigned char query[NS_PACKETSZ], answer[NS_MAXMSG];
	int n = res_nmkquery(s, ns_o_query, d->host, ns_c_in, type, NULL, 0, NULL, query, sizeof(query));
	if (n < 0) {
		fail(d, "not a valid DNS name", "");
		return false;
	}
	n = res_nsend(s, query, n, answer, sizeof(answer));
	if (n < 0)
		fail(d, errno == ETIMEDOUT ? "no answer" : strerror(errno), "");
	else
		dns_read_answer(d, answer, (size_t)n);
	return n >= 0;
}

void dns_query(struct dns_lookup *d)
{
	struct __res_state s = { 0 };
	if (res_ninit(&s)) {
		fail(d, "the resolver cannot be set up", strerror(errno));
		return;
	}
	res_nclose(&s); /* frees what was allocated for the system's servers */
	s.nscount = 1;
	s.nsaddr_list[0].sin_family = 0; /* 0: use the address in the extension, which supports both families */
	s._u._ext.nsaddrs[0] = (struct sockaddr_in6 *)(void *)&d->server;
	s.retry = 1;
	s.retrans = (int)((d->timeout + 999) / 1000);
	s.pfcode = RES_PRF_REPLY; /* otherwise glibc drops SERVFAIL and REFUSED responses */
	if (ask(&s, d, ns_t_a))
		ask(&s, d, ns_t_aaaa);
	if (d->n)
		d->why[0] = '\0';
	s._u._ext.nsaddrs[0] = NULL; /* res_nclose would free the address; the socket is already closed */
	res_nclose(&s);
}
