/* SPDX-License-Identifier: Apache-2.0 */
/* test_dns.c: names that resolve, do not resolve, fail sometimes, or hang; with the system's resolver and with fake
 * ones. */
#include "probe_world.h"
#include "../../gate/source/source.h"
#include "../../gate/source/probe/dns.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static sem_t *hang; /* semaphore that the hanging resolver waits for */

static struct observation *look_up(struct probe_world *w, const char *server, const char *host, int64_t lookups)
{
	struct config_dns *d = ARENA_NEW(w->r.a, struct config_dns);
	struct config_probe *p = ARENA_NEW(w->r.a, struct config_probe);
	*d = (struct config_dns){ .reach = { .timeout = 10000 }, .host = host, .server = server, .lookups = lookups };
	p->dns = d;
	return probe_world_observe(w, p, &source_dns, &d->reach, 60000);
}

static void known_name(void **state)
{
	const struct observation *l = look_up(*state, NULL, "localhost", 3);
	assert_true(fact_true(l, "ok"));
	assert_string_equal(fact_text(l, "error"), "");
	assert_int_equal(fact_int(l, "lookups"), 3);
	assert_int_equal(fact_int(l, "attempts"), 3);
	assert_int_equal(fact_int(l, "failures"), 0);
	assert_true(fact_int(l, "msMax") <= fact_int(l, "ms"));
	bool loopback = false;
	for (size_t i = 0; i < json_size(json_get(l->value, "addresses")); i++)
		loopback = loopback || str_is(json_text(json_item(json_get(l->value, "addresses"), i)), "127.0.0.1") ||
			str_is(json_text(json_item(json_get(l->value, "addresses"), i)), "::1");
	assert_true(loopback);
	assert_true(l->attributed);
}

static void metadata_server_is_not_probed(void **state)
{
	const struct observation *l = look_up(*state, "169.254.169.254", "localhost", 3);
	assert_int_equal(l->error.code, ERR_DENIED);
	assert_non_null(strstr(l->error.text, "no probe goes there"));
}

/* ---- Fake resolvers ----------------------------------------------------------------------------------- */

struct ended {
	struct probe_world *w;
	struct json *value;
	struct err error;
};

static void on_done(struct question *q, struct json *value, const struct err *error)
{
	struct ended *x = q->arg;
	x->value = value;
	if (error)
		x->error = *error;
	x->w->r.observations.pending--;
}

static struct ended ask(
	struct probe_world *w, void (*resolve)(struct dns_lookup *d), int64_t lookups, int64_t timeout_ms, int64_t round_ms)
{
	struct ended x = { .w = w };
	struct config_dns d = { .reach = { .timeout = timeout_ms }, .host = "app.invalid", .lookups = lookups };
	int64_t now = loop_now(probe_world_loop(w));
	w->r.observations.deadline = now + round_ms;
	struct question q = { .observations = &w->r.observations,
		.release = &w->r.release,
		.a = w->r.a,
		.reach = &d.reach,
		.began = now,
		.deadline = now + round_ms,
		.done = on_done,
		.arg = &x };
	w->r.observations.pending++;
	dns_ask(&q, &d, resolve);
	probe_world_run(w);
	return x;
}

static void every_other(struct dns_lookup *d)
{
	if (d->number % 2)
		snprintf(d->why, sizeof(d->why), "Temporary failure in name resolution");
	else
		snprintf(d->addresses[d->n++], DNS_ADDRESS, "192.0.2.%u", 9 - d->number);
}

static void intermittent_failures_are_counted(void **state)
{
	struct ended x = ask(*state, every_other, 5, 10000, 60000);
	const struct observation l = { .value = x.value };
	assert_false(fact_true(&l, "ok"));
	assert_int_equal(fact_int(&l, "lookups"), 5);
	assert_int_equal(fact_int(&l, "failures"), 2);
	assert_string_equal(
		fact_text(&l, "error"), "app.invalid: 2 of 5 lookups failed: Temporary failure in name resolution");
	assert_string_equal(fact_text(&l, "addresses[0]"), "192.0.2.5"); /* sorted */
	assert_string_equal(fact_text(&l, "addresses[2]"), "192.0.2.9");
	assert_int_equal(json_size(json_get(x.value, "addresses")), 3);
}

static void unknown(struct dns_lookup *d)
{
	snprintf(d->why, sizeof(d->why), "Name or service not known");
}

static void unknown_name(void **state)
{
	struct ended x = ask(*state, unknown, 2, 10000, 60000);
	const struct observation l = { .value = x.value };
	assert_false(fact_true(&l, "ok"));
	assert_int_equal(fact_int(&l, "failures"), 2);
	assert_int_equal(json_size(json_get(x.value, "addresses")), 0);
}

static void nothing(struct dns_lookup *d)
{
	d->n = 0;
}

static void name_without_an_address(void **state)
{
	struct ended x = ask(*state, nothing, 1, 10000, 60000);
	const struct observation l = { .value = x.value };
	assert_false(fact_true(&l, "ok"));
	assert_non_null(strstr(fact_text(&l, "error"), "the name has no address"));
}

/* The first lookup hangs until the test releases it; the others answer at once. */
static void first_hangs(struct dns_lookup *d)
{
	if (!d->number)
		while (sem_wait(hang))
			continue;
	snprintf(d->addresses[d->n++], DNS_ADDRESS, "192.0.2.1");
}

static void hanging_lookup_is_a_failure(void **state)
{
	static sem_t s; /* outlives the abandoned thread */
	sem_init(&s, 0, 0);
	hang = &s;
	struct ended x = ask(*state, first_hangs, 3, 300, 60000);
	const struct observation l = { .value = x.value };
	sem_post(&s);
	assert_false(fact_true(&l, "ok"));
	assert_int_equal(fact_int(&l, "failures"), 1);
	assert_int_equal(fact_int(&l, "lookups"), 3);
	assert_true(fact_int(&l, "msMax") >= 300);
	assert_non_null(strstr(fact_text(&l, "error"), "1 of 3 lookups failed: no answer within 3"));
}

static void observation_cut_short_is_unobserved(void **state)
{
	static sem_t s; /* outlives the abandoned thread */
	sem_init(&s, 0, 0);
	hang = &s;
	struct ended x = ask(*state, first_hangs, 3, 10000, 200);
	sem_post(&s);
	assert_null(x.value);
	assert_int_equal(x.error.code, ERR_TIMEOUT);
	assert_non_null(strstr(x.error.text, "the run's deadline"));
}

static void as_many_as_fit(struct dns_lookup *d)
{
	for (; d->n < DNS_ADDRESSES; d->n++)
		snprintf(d->addresses[d->n], DNS_ADDRESS, "2001:db8::%zx", d->n + 0x100 * (size_t)d->number);
}

static void many_addresses(void **state)
{
	struct ended x = ask(*state, as_many_as_fit, 100, 10000, 60000);
	const struct observation l = { .value = x.value };
	assert_true(fact_true(&l, "ok"));
	assert_int_equal(json_size(json_get(x.value, "addresses")), 100 * DNS_ADDRESSES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_world_set_up, probe_world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(known_name),
		TEST(metadata_server_is_not_probed),
		TEST(intermittent_failures_are_counted),
		TEST(unknown_name),
		TEST(name_without_an_address),
		TEST(hanging_lookup_is_a_failure),
		TEST(observation_cut_short_is_unobserved),
		TEST(many_addresses),
	};
	return cmocka_run_group_tests_name("dns", tests, NULL, NULL);
}
