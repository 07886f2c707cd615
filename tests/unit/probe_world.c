/* SPDX-License-Identifier: Apache-2.0 */
/* probe_world.c: makes one observation at a time. */
#include "probe_world.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

int probe_world_set_up(void **state)
{
	static const struct options none = { .quiet = true };
	struct probe_world *w = test_calloc(1, sizeof(*w));
	snprintf(w->dir, sizeof(w->dir), "/tmp/probe-XXXXXX");
	if (!mkdtemp(w->dir))
		return -1;
	w->r.a = arena_new();
	w->r.secrets = secrets_new(w->r.a);
	w->r.options = &none;
	say_begin(&w->r.log, w->r.a, w->r.secrets, w->r.options);
	w->in_config.member.alias = "backend";
	w->service = (struct service){ .config = &w->in_config, .known = true };
	w->service.now.uri = "";
	w->service.now.raw = json_new_object(w->r.a);
	*state = w;
	return 0;
}

int probe_world_tear_down(void **state)
{
	struct probe_world *w = *state;
	unlink(probe_world_path(w, "ca.pem"));
	rmdir(w->dir);
	arena_free(w->r.a);
	test_free(w);
	return 0;
}

const char *probe_world_path(struct probe_world *w, const char *name)
{
	return arena_printf(w->r.a, "%s/%s", w->dir, name);
}

struct secret *probe_world_secret(struct probe_world *w, const char *text)
{
	return secret_new(w->r.secrets, text, strlen(text), false);
}

struct loop *probe_world_loop(struct probe_world *w)
{
	const struct config *c = &w->r.config;
	struct net_options o = { .ca_file = c->ca_file, .connect_to = c->connect_to, .resolve = c->resolve };
	struct err e;
	if (!w->r.loop)
		assert_int_equal(net_open(w->r.a, w->r.secrets, &o, &w->r.loop, &e), 0);
	w->r.log.loop = w->r.loop;
	observations_begin(&w->r.observations, w->r.a, w->r.loop, w->r.gcp, &w->r.log);
	return w->r.loop;
}

/* Every observation ends by the deadline of its round, with the allowed tolerance. */
void probe_world_run(struct probe_world *w)
{
	int64_t latest = w->r.observations.deadline + 20000;
	assert_int_equal(loop_run(w->r.loop, &w->r.observations.pending, latest), LOOP_DONE);
}

static void observe_once(
	struct probe_world *w, struct config_probe *p, const struct source *s, const struct config_reach *reach, int64_t ms)
{
	struct loop *l = probe_world_loop(w);
	while (source_of_probe(p->kind) != s)
		p->kind = (enum probe_kind)((p->kind + 1) % PROBE__COUNT);
	p->reach = reach;
	w->r.observations.deadline = loop_now(l) + ms;
	w->observation = (struct observation){ .source = s,
		.alias = "probe",
		.config = p,
		.service = reach->service ? &w->service : NULL,
		.in_flight = true,
		.awaited = true,
		.started_at = loop_now(l) };
	observation_open(&w->r.observations, &w->observation);
	w->r.observations.pending++;
	s->start(&w->r.observations, &w->r.release, &w->observation);
	probe_world_run(w);
}

/* A probe is unobserved if this process did not run meanwhile (loop_late grew). On such a machine it is repeated. */
struct observation *probe_world_observe(
	struct probe_world *w, struct config_probe *p, const struct source *s, const struct config_reach *reach, int64_t ms)
{
	enum { TRIES = 10 };
	for (int i = 0; i < TRIES; i++) {
		int64_t late = loop_late(probe_world_loop(w));
		observe_once(w, p, s, reach, ms);
		if (w->observation.error.code == ERR_NONE || loop_late(w->r.loop) == late)
			break;
	}
	return &w->observation;
}

void probe_world_release(struct probe_world *w, const char *candidate, int percent)
{
	struct cloudrun_revision *v = ARENA_NEW(w->r.a, struct cloudrun_revision);
	struct cloudrun_target *rows = ARENA_ARRAY(w->r.a, struct cloudrun_target, 2);
	v->name = candidate;
	rows[0] = (struct cloudrun_target){ .revision = candidate, .percent = percent };
	rows[1] = (struct cloudrun_target){ .revision = "before", .percent = 100 - percent };
	w->service.target.candidate = v;
	w->service.target.released = true;
	w->service.chosen = true;
	w->service.now.effective = (struct cloudrun_split){ rows, 2 };
}

bool fact_true(const struct observation *l, const char *path)
{
	const struct json *v = json_at(l->value, path);
	assert_int_equal(json_kind(v), JSON_BOOL);
	return json_is_true(v);
}

int64_t fact_int(const struct observation *l, const char *path)
{
	const struct json *v = json_at(l->value, path);
	assert_int_equal(json_kind(v), JSON_INT);
	return json_int(v);
}

const char *fact_text(const struct observation *l, const char *path)
{
	const struct json *v = json_at(l->value, path);
	assert_int_equal(json_kind(v), JSON_STRING);
	return json_text(v).p;
}
