/* SPDX-License-Identifier: Apache-2.0 */
/* dns.c: a DNS server over UDP (RFC 1035): an answer, an error or no answer, as configured for each name. */
#include "cloud.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <string.h>
#include <unistd.h>

enum { DROP = -1, TTL = 30, ANSWER_MAX = 4096 };

/* Name, type and class of the question; end: the offset after it. */
struct dns_question {
	char name[NS_MAXDNAME];
	int type;
	size_t end;
};

static bool read_question(const unsigned char *packet, size_t n, struct dns_question *q)
{
	ns_msg m;
	ns_rr rr;
	if (ns_initparse(packet, (int)n, &m) || ns_parserr(&m, ns_s_qd, 0, &rr))
		return false;
	*q = (struct dns_question){ .type = (int)ns_rr_type(rr) };
	memcpy(q->name, ns_rr_name(rr), strlen(ns_rr_name(rr)));
	q->end = NS_HFIXEDSZ + (size_t)dn_skipname(packet + NS_HFIXEDSZ, packet + n) + NS_QFIXEDSZ;
	return true;
}

/* Returns the response code, or DROP. The number of queries is stored with the name. */
static int decide(struct cloud *c, struct json *name, int type)
{
	static const struct {
		const char *name;
		int code;
	} fails[] = { { "SERVFAIL", ns_r_servfail }, { "NXDOMAIN", ns_r_nxdomain }, { "REFUSED", ns_r_refused },
		{ "drop", DROP } };
	const char *counter = type == ns_t_aaaa ? "asked_aaaa" : "asked_a";
	int64_t asked = json_int(json_get(name, counter)) + 1, every = json_int(json_get(name, "every"));
	if (!name)
		return ns_r_nxdomain;
	json_set_int(c->a, name, counter, asked);
	for (size_t i = 0; i < COUNTOF(fails); i++)
		if (str_is(json_text(json_get(name, "fail")), fails[i].name) && asked % (every ? every : 1) == 0)
			return fails[i].code;
	return ns_r_noerror;
}

/* Appends the addresses of the requested type, each with the name of the question. */
static uint16_t put_addresses(const struct json *addresses, int type, unsigned char **at, const unsigned char *end)
{
	unsigned char size = type == ns_t_aaaa ? NS_IN6ADDRSZ : NS_INADDRSZ, bytes[NS_IN6ADDRSZ];
	const unsigned char head[] = { NS_CMPRSFLGS, NS_HFIXEDSZ, 0, (unsigned char)type, 0, ns_c_in, 0, 0, 0, TTL, 0,
		size };
	uint16_t n = 0;
	for (size_t i = 0; i < json_size(addresses) && (type == ns_t_a || type == ns_t_aaaa); i++) {
		const char *text = json_text(json_item(addresses, i)).p;
		if (inet_pton(type == ns_t_a ? AF_INET : AF_INET6, text, bytes) != 1 ||
			(size_t)(end - *at) < sizeof(head) + size)
			continue;
		memcpy(*at, head, sizeof(head));
		memcpy(*at + sizeof(head), bytes, size);
		*at += sizeof(head) + size;
		n++;
	}
	return n;
}

static size_t make_answer(const unsigned char *packet, const struct dns_question *q, const struct json *addresses,
	int code, unsigned char *out)
{
	HEADER h;
	unsigned char *at = out + q->end;
	memcpy(&h, packet, sizeof(h));
	memcpy(out, packet, q->end);
	h.qr = h.aa = h.ra = 1;
	h.rcode = (unsigned)code & 0xf;
	h.ancount = htons(code == ns_r_noerror ? put_addresses(addresses, q->type, &at, out + ANSWER_MAX) : 0);
	h.nscount = h.arcount = 0;
	memcpy(out, &h, sizeof(h));
	return (size_t)(at - out);
}

static void log_question(struct cloud *c, const struct dns_question *q, int code)
{
	struct json *v = json_new_object(c->a);
	json_set_int(c->a, v, "at_ms", cloud_now() - c->began);
	json_set_string(c->a, v, "method", "DNS");
	json_set_string(c->a, v, "path", q->name);
	json_set_string(c->a, v, "query", q->type == ns_t_a ? "A" : q->type == ns_t_aaaa ? "AAAA" : "another");
	json_set_int(c->a, v, "status", code);
	server_log(c, v);
}

/* Returns the size of the answer; 0: no answer. */
static size_t answer(struct cloud *c, const unsigned char *packet, size_t n, unsigned char *out)
{
	struct dns_question q;
	if (!read_question(packet, n, &q))
		return 0;
	pthread_mutex_lock(&c->lock);
	model_advance(c);
	struct json *name = json_get(json_get(c->dns, "names"), q.name);
	int code = decide(c, name, q.type);
	size_t size = code == DROP ? 0 : make_answer(packet, &q, json_get(name, "addresses"), code, out);
	log_question(c, &q, code);
	pthread_mutex_unlock(&c->lock);
	return size;
}

static void *serve(void *arg)
{
	struct cloud *c = arg;
	unsigned char in[NS_PACKETSZ], out[ANSWER_MAX];
	struct sockaddr_in from;
	socklen_t room = sizeof(from);
	for (ssize_t n; (n = recvfrom(c->address_dns_server.fd, in, sizeof(in), 0, (struct sockaddr *)&from, &room)) > 0;
		 room = sizeof(from)) {
		size_t size = answer(c, in, (size_t)n, out);
		if (size)
			sendto(c->address_dns_server.fd, out, size, 0, (const struct sockaddr *)&from, room);
	}
	return NULL;
}

int dns_open(struct cloud *c, struct err *e)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t room = sizeof(here);
	int fd = c->address_dns_server.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (const struct sockaddr *)&here, sizeof(here)) || getsockname(fd, (struct sockaddr *)&here, &room) ||
		pthread_create(&c->address_dns_server.thread, NULL, serve, c))
		return err_set(e, ERR_IO, "cannot listen for questions about names on 127.0.0.1");
	c->address_dns_server.port = ntohs(here.sin_port);
	return 0;
}

void dns_close(struct cloud *c)
{
	if (!c->address_dns_server.port)
		return;
	shutdown(c->address_dns_server.fd, SHUT_RD); /* reports that it is not connected, but still wakes the thread */
	pthread_join(c->address_dns_server.thread, NULL);
	close(c->address_dns_server.fd);
}
