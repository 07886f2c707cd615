/* SPDX-License-Identifier: Apache-2.0 */
/* test_dns_query.c: queries to a DNS server: its possible answers over real sockets, and malformed messages. */
#include "../../gate/run/run.h"
#include "../../gate/source/probe/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* ---- Messages --------------------------------------------------------------------------------------------- */

struct message {
	unsigned char bytes[8192];
	size_t n;
};

static const unsigned char four[] = { 192, 0, 2, 7 }, six[] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 7 };

static void put(struct message *m, const void *bytes, size_t n)
{
	memcpy(m->bytes + m->n, bytes, n);
	m->n += n;
}

/* An answer to the query for app.example.com, without a record. */
static struct message answer_with(int code)
{
	static const char question[] = "\3app\7example\3com\0\0\1\0";
	struct message m = { .bytes = { 0x12, 0x34, 0x81, (unsigned char)(0x80 | code), 0, 1 }, .n = NS_HFIXEDSZ };
	put(&m, question, sizeof(question));
	m.bytes[m.n - 1] = ns_c_in;
	return m;
}

static void add(struct message *m, int type, const void *data, size_t n)
{
	const unsigned char head[] = { 0xc0, NS_HFIXEDSZ, 0, (unsigned char)type, 0, ns_c_in, 0, 0, 0, 30, 0,
		(unsigned char)n };
	put(m, head, sizeof(head));
	put(m, data, n);
	m->bytes[7]++; /* the number of answers */
}

/* Parses from a buffer of exactly n bytes, so that a sanitizer detects reads beyond it. */
static struct dns_lookup read_bytes(const void *bytes, size_t n)
{
	struct dns_lookup d = { .host = "app.example.com" };
	unsigned char *exact = malloc(n ? n : 1);
	memcpy(exact, bytes, n);
	dns_read_answer(&d, exact, n);
	free(exact);
	return d;
}

static struct dns_lookup read_message(const struct message *m)
{
	return read_bytes(m->bytes, m->n);
}

static void ipv4_and_ipv6_addresses(void **state)
{
	struct message m = answer_with(ns_r_noerror);
	(void)state;
	add(&m, ns_t_a, four, sizeof(four));
	add(&m, ns_t_aaaa, six, sizeof(six));
	struct dns_lookup d = read_message(&m);
	assert_int_equal(d.n, 2);
	assert_string_equal(d.addresses[0], "192.0.2.7");
	assert_string_equal(d.addresses[1], "2001:db8::7");
	assert_string_equal(d.why, "");
}

static void refusals_are_reported_by_name(void **state)
{
	static const struct {
		int code;
		const char *why;
	} codes[] = {
		{ ns_r_nxdomain, "Name or service not known (NXDOMAIN)" },
		{ ns_r_servfail, "Temporary failure in name resolution (SERVFAIL)" },
		{ ns_r_refused, "Non-recoverable failure in name resolution (REFUSED)" },
		{ ns_r_formerr, "Non-recoverable failure in name resolution (FORMERR)" },
		{ 15, "Non-recoverable failure in name resolution (unknown response code)" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		struct message m = answer_with(codes[i].code);
		struct dns_lookup d = read_message(&m);
		assert_string_equal(d.why, codes[i].why);
		assert_int_equal(d.n, 0);
	}
}

static void answers_without_an_address(void **state)
{
	struct message empty = answer_with(ns_r_noerror), alias = empty, odd = empty;
	(void)state;
	add(&alias, ns_t_cname, "\3www\xc0\x10", 6);
	add(&odd, ns_t_a, six, 3);
	add(&odd, ns_t_aaaa, four, sizeof(four));
	add(&odd, ns_t_a, six, sizeof(six));
	const struct message *all[] = { &empty, &alias, &odd };
	for (size_t i = 0; i < COUNTOF(all); i++) {
		struct dns_lookup d = read_message(all[i]);
		assert_int_equal(d.n, 0);
		assert_string_equal(d.why, "");
	}
}

static void alias_with_its_address(void **state)
{
	struct message m = answer_with(ns_r_noerror);
	(void)state;
	add(&m, ns_t_cname, "\3www\xc0\x10", 6);
	add(&m, ns_t_a, four, sizeof(four));
	struct dns_lookup d = read_message(&m);
	assert_int_equal(d.n, 1);
	assert_string_equal(d.addresses[0], "192.0.2.7");
}

static void hundred_records(void **state)
{
	struct message m = answer_with(ns_r_noerror);
	(void)state;
	for (unsigned char i = 0; i < 100; i++)
		add(&m, ns_t_a, (const unsigned char[]){ 192, 0, 2, i }, 4);
	struct dns_lookup d = read_message(&m);
	assert_int_equal(d.n, DNS_ADDRESSES);
	assert_string_equal(d.addresses[DNS_ADDRESSES - 1], "192.0.2.31");
	assert_string_equal(d.why, "");
}

static void truncated_messages_are_rejected(void **state)
{
	struct message m = answer_with(ns_r_noerror);
	(void)state;
	add(&m, ns_t_a, four, sizeof(four));
	add(&m, ns_t_aaaa, six, sizeof(six));
	for (size_t n = 0; n < m.n; n++) {
		struct dns_lookup d = read_bytes(m.bytes, n);
		assert_string_equal(d.why, "the response is malformed");
	}
	m.bytes[7] = 100; /* more than the message has */
	assert_string_equal(read_message(&m).why, "the response is malformed");
}

static void malformed_bytes_are_harmless(void **state)
{
	static const unsigned char wrong[] = { 0x00, 0x3f, 0x40, 0x80, 0xc0, 0xff };
	struct message m = answer_with(ns_r_noerror);
	(void)state;
	add(&m, ns_t_cname, "\3www\xc0\x10", 6);
	add(&m, ns_t_aaaa, six, sizeof(six));
	for (size_t i = 0; i < m.n; i++)
		for (size_t k = 0; k < COUNTOF(wrong); k++) {
			struct message spoiled = m;
			spoiled.bytes[i] = wrong[k];
			struct dns_lookup d = read_message(&spoiled);
			assert_true(d.n <= 1);
		}
	m.bytes[NS_HFIXEDSZ] = 0xc0; /* a name that points to itself */
	m.bytes[NS_HFIXEDSZ + 1] = NS_HFIXEDSZ;
	struct dns_lookup d = read_message(&m);
	assert_string_equal(d.why, "the response is malformed");
}

/* ---- Sockets ------------------------------------------------------------------------------------------------ */

struct server {
	int fd, family, code;
	bool silent, cut; /* cut: the answer is truncated and refers to TCP, where no server listens */
	bool other_query; /* sends an answer to another query first */
	unsigned asked;
	pthread_t thread;
	struct sockaddr_storage address;
};

static void reply(struct server *s, const unsigned char *question, const struct sockaddr_storage *to, socklen_t room)
{
	struct message m = answer_with(s->code);
	m.bytes[0] = question[0];
	m.bytes[1] = question[1];
	m.bytes[2] |= s->cut ? 2 : 0;
	m.bytes[m.n - 3] = question[m.n - 3]; /* the type */
	if (question[m.n - 3] == ns_t_a && s->code == ns_r_noerror)
		add(&m, ns_t_a, four, sizeof(four));
	if (s->other_query) {
		struct message other = m;
		other.bytes[0] ^= 0xff;
		other.bytes[other.n - 1] = 66;
		sendto(s->fd, other.bytes, other.n, 0, (const struct sockaddr *)to, room);
	}
	sendto(s->fd, m.bytes, m.n, 0, (const struct sockaddr *)to, room);
}

static void *serve(void *arg)
{
	struct server *s = arg;
	unsigned char question[NS_PACKETSZ];
	struct sockaddr_storage from;
	socklen_t room = sizeof(from);
	for (; recvfrom(s->fd, question, sizeof(question), 0, (struct sockaddr *)&from, &room) > 0; room = sizeof(from)) {
		s->asked++;
		if (!s->silent)
			reply(s, question, &from, room);
	}
	return NULL;
}

static int next_descriptor(void)
{
	int fd = dup(0);
	close(fd);
	return fd;
}

/* One lookup with a timeout in ms. Checks that it leaves no descriptor open. */
static struct dns_lookup asked(struct server *s, const char *host, int64_t timeout)
{
	struct dns_lookup d = { .timeout = timeout };
	struct err e;
	socklen_t room = sizeof(s->address);
	assert_true(address_read(s->family == AF_INET6 ? "[::1]" : "127.0.0.1", 0, &s->address));
	s->fd = socket(s->family, SOCK_DGRAM, 0);
	assert_int_equal(bind(s->fd, (const struct sockaddr *)&s->address, sizeof(s->address)), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&s->address, &room), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
	char text[64];
	/* sin6_port has the same offset */
	int port = ntohs(((const struct sockaddr_in *)(const void *)&s->address)->sin_port);
	snprintf(text, sizeof(text), "%s:%d", s->family == AF_INET6 ? "[::1]" : "127.0.0.1", port);
	assert_int_equal(address_dns_server(text, &d.server, &e), 0);
	snprintf(d.host, sizeof(d.host), "%s", host);
	int next = next_descriptor();
	dns_query(&d);
	assert_int_equal(next_descriptor(), next);
	shutdown(s->fd, SHUT_RD);
	pthread_join(s->thread, NULL);
	close(s->fd);
	return d;
}

static void ipv4_and_ipv6_servers(void **state)
{
	static const int families[] = { AF_INET, AF_INET6 };
	(void)state;
	for (size_t i = 0; i < COUNTOF(families); i++) {
		struct server s = { .family = families[i] };
		struct dns_lookup d = asked(&s, "app.example.com", 5000);
		assert_string_equal(d.why, "");
		assert_int_equal(d.n, 1);
		assert_string_equal(d.addresses[0], "192.0.2.7");
		assert_int_equal(s.asked, 2); /* A and AAAA */
	}
}

static void failed_query_is_not_repeated(void **state)
{
	static const int codes[] = { ns_r_servfail, ns_r_refused, ns_r_nxdomain };
	(void)state;
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		struct server s = { .family = AF_INET, .code = codes[i] };
		struct dns_lookup d = asked(&s, "app.example.com", 5000);
		assert_non_null(strstr(d.why,
			codes[i] == ns_r_servfail      ? "SERVFAIL"
				: codes[i] == ns_r_refused ? "REFUSED"
										   : "NXDOMAIN"));
		assert_int_equal(s.asked, 2);
	}
}

static void answers_to_other_queries_are_ignored(void **state)
{
	struct server s = { .family = AF_INET, .other_query = true };
	struct dns_lookup d = asked(&s, "app.example.com", 5000);
	(void)state;
	assert_int_equal(d.n, 1);
	assert_string_equal(d.addresses[0], "192.0.2.7");
}

static void unanswered_query_times_out(void **state)
{
	struct server s = { .family = AF_INET6, .silent = true };
	struct dns_lookup d = asked(&s, "app.example.com", 900);
	(void)state;
	assert_string_equal(d.why, "no answer");
	assert_int_equal(s.asked, 1); /* an unanswered query is not repeated */
}

static void unreachable_tcp_server_is_a_failure(void **state)
{
	struct server s = { .family = AF_INET, .cut = true };
	struct dns_lookup d = asked(&s, "app.example.com", 2000);
	(void)state;
	assert_int_equal(d.n, 0);
	assert_string_equal(d.why, "Connection refused");
}

static void invalid_name_is_not_sent(void **state)
{
	struct server s = { .family = AF_INET };
	struct dns_lookup d = asked(&s, "..invalid", 2000);
	(void)state;
	assert_string_equal(d.why, "not a valid DNS name");
	assert_int_equal(s.asked, 0);
}

static void server_must_be_an_address(void **state)
{
	static const struct {
		const char *text;
		int family, port;
	} good[] = { { "192.0.2.53", AF_INET, 53 }, { "127.0.0.1:5353", AF_INET, 5353 }, { "[2001:db8::53]", AF_INET6, 53 },
		{ "[::1]:65535", AF_INET6, 65535 } };
	static const char *const bad[] = { "", ":53", "dns.example.com", "::1", "[::1", "[::1]53",
		"[::1]:", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:53x", "127.0.0.1:+53", "127.0.0.1 ",
		"127.1", "[127.0.0.1]", "[]", "[fe80::1%lo]:53", "192.0.2.53:53:53",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999", "169.254.169.254", "169.254.169.254:53", "[fe80::1]",
		"[fd00:ec2::254]:53", "[::ffff:169.254.169.254]" };
	struct sockaddr_storage address;
	struct err e;
	(void)state;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		assert_int_equal(address_dns_server(good[i].text, &address, &e), 0);
		assert_int_equal(address.ss_family, good[i].family);
		assert_int_equal(ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port), good[i].port);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (!address_dns_server(bad[i], &address, &e))
			fail_msg("%s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_and_ipv6_addresses),
		cmocka_unit_test(refusals_are_reported_by_name),
		cmocka_unit_test(answers_without_an_address),
		cmocka_unit_test(alias_with_its_address),
		cmocka_unit_test(hundred_records),
		cmocka_unit_test(truncated_messages_are_rejected),
		cmocka_unit_test(malformed_bytes_are_harmless),
		cmocka_unit_test(ipv4_and_ipv6_servers),
		cmocka_unit_test(failed_query_is_not_repeated),
		cmocka_unit_test(answers_to_other_queries_are_ignored),
		cmocka_unit_test(unanswered_query_times_out),
		cmocka_unit_test(unreachable_tcp_server_is_a_failure),
		cmocka_unit_test(invalid_name_is_not_sent),
		cmocka_unit_test(server_must_be_an_address),
	};
	return cmocka_run_group_tests_name("dns_query", tests, NULL, NULL);
}
