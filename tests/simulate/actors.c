/* SPDX-License-Identifier: Apache-2.0 */
/* actors.c: other actors: deployers, people with gcloud, another gate, the platform. */
#include "sim.h"
#include "../../rollback/journal.h"
#include "../../gate/run/run.h"

#include <stdlib.h>
#include <string.h>

enum { UNCONDITIONAL = -1 }; /* a PATCH without an etag */
enum act {
	DEPLOY,
	DEPLOY_NO_TRAFFIC,
	DEPLOY_FAILING,
	MOVE_TO_OLD,
	MOVE_TO_LATEST,
	SPLIT,
	BACK_AND_FORTH,
	OTHER_GATE,
	TAG,
	TOUCH,
	RECREATE,
	REVISION_GONE,
	REVISION_UNREADY,
	CHANGE_JOB,
	REVISION_DEAD,
	ACT__COUNT
};

static struct split with_tags(const struct service_model *v, const struct row *rows, int n)
{
	struct split out = { .n = 0 };
	for (int i = 0; i < n; i++)
		out.rows[out.n++] = rows[i];
	for (int i = 0; i < v->desired.n && out.n < ROWS_MAX; i++)
		if (v->desired.rows[i].tag)
			out.rows[out.n++] = (struct row){ v->desired.rows[i].revision, 0, v->desired.rows[i].tag };
	return out;
}

static void move_all(struct sim *s, int service, int revision)
{
	const struct service_model *v = &s->services[service];
	struct split wish = with_tags(v, &(struct row){ .revision = revision, .percent = 100 }, 1);
	happened(s, HAPPENED_MOVE);
	sim_say(
		s, "somebody moves %s to %s", cloud_name(service), revision == LATEST ? "LATEST" : v->revisions[revision].name);
	cloud_wish(s, service, &wish, OTHER);
}

static int some_old(struct sim *s, const struct service_model *v)
{
	int i = (int)sim_below(s, v->n);
	return v->revisions[i].gone ? v->n - 1 : i;
}

static void deploy(struct sim *s, int service, bool traffic, bool ready)
{
	struct service_model *v = &s->services[service];
	struct split wish = v->desired;
	int latest_ready = v->latest_ready, i = cloud_deploy(s, service);
	if (i < 0)
		return;
	v->revisions[i].ready = ready;
	v->latest_ready = ready ? i : latest_ready;
	for (int j = 0; !traffic && j < wish.n; j++) /* --no-traffic replaces LATEST by the revision that it meant */
		if (wish.rows[j].revision == LATEST && wish.rows[j].percent)
			wish.rows[j].revision = latest_ready;
	happened(s, !ready ? HAPPENED_DEPLOY_FAILING : traffic ? HAPPENED_DEPLOY : HAPPENED_DEPLOY_NO_TRAFFIC);
	sim_say(s, "somebody deploys %s%s%s", v->revisions[i].name, traffic ? "" : " without traffic",
		ready ? "" : ", which fails");
	cloud_wish(s, service, &wish, OTHER);
}

static void unfit(struct sim *s, int service, bool gone)
{
	struct service_model *v = &s->services[service];
	struct revision *r = &v->revisions[sim_below(s, v->n)];
	struct percents p = cloud_percents(v, &v->desired, v->latest_created),
					q = cloud_percents(v, &v->effective, v->latest_ready);
	int i = (int)(r - v->revisions);
	if (p.of[i] || q.of[i] || i == v->latest_created || r->unfit_since)
		return; /* a serving revision cannot be deleted */
	for (int j = 0; j < v->desired.n; j++)
		if (v->desired.rows[j].revision == i)
			return;
	r->gone = gone;
	r->ready = false;
	r->unfit_since = s->now;
	s->unfit++;
	happened(s, gone ? HAPPENED_GONE : HAPPENED_UNREADY);
	sim_say(s, "%s is %s", r->name, gone ? "deleted" : "not ready any more");
	cloud_touch(s, service);
}

/* Its image is deleted: it reads ready, and cannot begin to serve. */
static void die_silently(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	struct revision *r = &v->revisions[sim_below(s, v->n)];
	int i = (int)(r - v->revisions);
	if (cloud_percents(v, &v->effective, v->latest_ready).of[i] || i == v->latest_created || r->gone || !r->ready)
		return;
	r->dead = true;
	happened(s, HAPPENED_DEAD);
	sim_say(s, "the image of %s is gone", r->name);
}

static void tag(struct sim *s, int service)
{
	const struct service_model *v = &s->services[service];
	struct split wish = v->desired;
	for (int i = 0; i < wish.n; i++)
		if (wish.rows[i].tag && !strcmp(wish.rows[i].tag, "t"))
			return;
	if (wish.n == ROWS_MAX)
		return;
	wish.rows[wish.n++] = (struct row){ some_old(s, v), 0, "t" };
	happened(s, HAPPENED_TAG);
	sim_say(s, "somebody tags %s", v->revisions[wish.rows[wish.n - 1].revision].name);
	cloud_wish(s, service, &wish, OTHER);
}

static void recreate(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	v->uid += SERVICES_MAX;
	v->generation = 0;
	v->n_versions = 0;
	happened(s, HAPPENED_RECREATE);
	sim_say(s, "%s is deleted and made again", cloud_name(service));
	move_all(s, service, LATEST);
}

/* Another gate reads now and sends its PATCH later, with the etag of that read. */
static void other_gate(struct sim *s, int service)
{
	const struct service_model *v = &s->services[service];
	struct event *e = world_event(s, s->now + 1 + sim_below(s, 3000), EVENT_OTHER_PATCH);
	int back = v->latest_created > 0 ? v->latest_created - 1 : 0;
	if (v->revisions[back].unfit_since)
		back = v->latest_created;
	e->service = service;
	e->value = v->etag;
	e->split = with_tags(v, &(struct row){ .revision = back, .percent = 100 }, 1);
}

static void back_and_forth(struct sim *s, int service)
{
	const struct split was = s->services[service].desired;
	move_all(s, service, some_old(s, &s->services[service]));
	happened(s, HAPPENED_BACK_AND_FORTH);
	sim_say(s, "and back again");
	cloud_wish(s, service, &was, OTHER);
}

static void act(struct sim *s, int service, enum act what)
{
	const struct service_model *v = &s->services[service];
	switch (what) {
	case DEPLOY:
	case DEPLOY_NO_TRAFFIC:
	case DEPLOY_FAILING: deploy(s, service, what != DEPLOY_NO_TRAFFIC, what != DEPLOY_FAILING); break;
	case MOVE_TO_OLD: move_all(s, service, some_old(s, v)); break;
	case MOVE_TO_LATEST: move_all(s, service, LATEST); break;
	case SPLIT: {
		struct row rows[] = { { v->latest_created, 50, NULL }, { some_old(s, v), 50, NULL } };
		struct split wish = with_tags(v, rows, 2);
		happened(s, HAPPENED_SPLIT);
		sim_say(s, "somebody splits %s", cloud_name(service));
		cloud_wish(s, service, &wish, OTHER);
		break;
	}
	case BACK_AND_FORTH: back_and_forth(s, service); break;
	case OTHER_GATE: other_gate(s, service); break;
	case TAG:
		if (!v->pool)
			tag(s, service);
		break;
	case TOUCH:
		happened(s, HAPPENED_TOUCH);
		cloud_touch(s, service);
		break;
	case RECREATE: recreate(s, service); break;
	case REVISION_DEAD: die_silently(s, service); break;
	case REVISION_GONE:
	case REVISION_UNREADY: unfit(s, service, what == REVISION_GONE); break;
	case CHANGE_JOB: job_change(s); break;
	case ACT__COUNT: break;
	}
}

void actor_act(struct sim *s, const struct event *e)
{
	if (e->kind == EVENT_ACTOR) {
		act(s, e->service, (enum act)e->value);
	} else if (s->services[e->service].etag == e->value || e->value == UNCONDITIONAL) {
		happened(s, e->value == UNCONDITIONAL ? HAPPENED_CONTRARY : HAPPENED_OTHER_GATE);
		sim_say(s, "%s moves %s", e->value == UNCONDITIONAL ? "somebody, contrary," : "another gate",
			cloud_name(e->service));
		cloud_wish(s, e->service, &e->split, OTHER);
	}
}

void actor_answers(struct sim *s, int service, const struct split *was)
{
	if (!sim_permille(s, s->now_bad->contrary))
		return;
	bool back = sim_below(s, 2);
	struct event *e = world_event(
		s, s->now + 1 + sim_below(s, sim_below(s, 2) ? 500 : 5000), back ? EVENT_OTHER_PATCH : EVENT_ACTOR);
	e->service = service;
	e->value = back ? UNCONDITIONAL : sim_below(s, ACT__COUNT);
	e->split = *was;
}

void actor_cleans(struct sim *s, int service)
{
	if (s->attempt->patches || !sim_permille(s, s->now_bad->cleaned))
		return;
	struct event *e = world_event(s, s->now + sim_below(s, 2 * s->now_bad->latency_ms), EVENT_ACTOR);
	e->service = service;
	e->value = REVISION_GONE;
}

void actor_overtakes(struct sim *s, int service, int64_t arrives)
{
	static const enum act acts[] = { DEPLOY, MOVE_TO_OLD, MOVE_TO_LATEST };
	if (s->attempt->calm || sim_below(s, 4))
		return;
	struct event *acts_then = world_event(s, arrives + 1, EVENT_ACTOR);
	acts_then->service = service;
	acts_then->value = acts[sim_below(s, COUNTOF(acts))];
	struct event *settles = world_event(s, arrives + 2, EVENT_SETTLED);
	settles->service = service;
	settles->value = s->services[service].generation + 1;
}

void actor_schedule(struct sim *s, int64_t from, int64_t until)
{
	static const int how_many[] = { 0, 0, 1, 1, 2, 4 };
	for (int i = 0, n = how_many[sim_below(s, COUNTOF(how_many))]; i < n; i++) {
		struct event *e = world_event(s, from + sim_below(s, until - from), EVENT_ACTOR);
		e->service = (int)sim_below(s, s->n);
		e->value = sim_below(s, ACT__COUNT);
	}
}

/* ---- Planted files ------------------------------------------------------------------------------------ */

#define PLANTED_RUN "planted"

bool actor_planted(const struct run *r)
{
	return r->recovery.entry && !strcmp(r->recovery.entry->head.run, PLANTED_RUN);
}

static void put_record(struct arena *a, struct buf *out, const char *text)
{
	struct json *v = NULL;
	const char *name;
	struct err e;
	if (json_parse(a, str_of(text), &v, &e) || journal_seal(a, v, NULL, NULL, &name, &e))
		abort();
	json_print(v, JSON_SORTED, out);
	buf_putc(out, '\n');
}

/* A move away from the newest revision or one that may serve, to any other one, which may be no valid target. */
static const char *planted_move(struct sim *s, const struct service_model *v)
{
	int from = sim_below(s, 4) ? v->n - 1 : some_old(s, v), to = some_old(s, v), percent = sim_below(s, 8) ? 100 : 300;
	const char *name = sim_below(s, 8) ? v->revisions[to].name : "$(id)";
	return arena_printf(s->a,
		"{\"alias\":\"%s\",\"project\":\"p\",\"region\":\"r\",\"service\":\"%s\",\"name\":\"%s\","
		"\"uid\":\"u%d\",\"candidate\":\"%s\",\"condemned\":true,\"generation\":%lld,\"state\":\"planned\","
		"\"before\":[{\"revision\":\"%s\",\"percent\":100}],\"target\":[{\"revision\":\"%s\",\"percent\":%d}]}",
		cloud_name(v->index), cloud_name(v->index), cloud_full_name(s, v->index), v->uid, v->revisions[from].name,
		(long long)v->generation, v->revisions[from].name, name, percent);
}

void actor_plants(struct sim *s, const char *dir)
{
	struct buf text = BUF_MAX(1 << 20);
	char *moves = arena_strdup(s->a, "");
	struct err e;
	for (int i = 0; i < s->n; i++)
		moves = arena_printf(s->a, "%s%s%s", moves, i ? "," : "", planted_move(s, &s->services[i]));
	put_record(s->a, &text,
		arena_printf(s->a,
			"{\"event\":\"begin\",\"seq\":1,\"at\":\"%s\",\"run\":\"" PLANTED_RUN "\",\"release\":\"x\","
			"\"command\":\"verify\",\"reason\":\"planted\",\"ordered\":%s,\"pin\":true,\"pid\":1,\"host\":\"h\","
			"\"boot\":\"b\",\"moves\":[%s]}",
			clock_time_text(s->a, world_wall(s)), sim_below(s, 2) ? "true" : "false", moves));
	for (int i = 0; i < s->n; i++) {
		const char *service = cloud_full_name(s, i);
		int64_t generation = sim_below(s, 2) ? 1 : 1000000;
		if (sim_below(s, 2))
			put_record(s->a, &text,
				arena_printf(s->a,
					"{\"event\":\"intent\",\"seq\":2,\"service\":\"%s\",\"detail\":{\"generation\":%lld}}", service,
					(long long)generation));
		if (sim_below(s, 2))
			put_record(
				s->a, &text, arena_printf(s->a, "{\"event\":\"acknowledged\",\"seq\":3,\"service\":\"%s\"}", service));
	}
	if (!file_write_atomic(arena_printf(s->a, "%s/planted.jsonl", dir), buf_text(&text), text.n, 0600, &e)) {
		sim_say(s, "somebody plants a journal");
		happened(s, HAPPENED_PLANTED);
		s->planted = true;
	}
	buf_free(&text);
}

void actor_mends(struct sim *s)
{
	happened(s, HAPPENED_MENDED);
	sim_say(s, "somebody mends all that answers badly");
	for (int i = 0; i < s->n; i++)
		for (int j = 0; j < s->services[i].n; j++) {
			struct revision *r = &s->services[i].revisions[j];
			r->good = 100;
			r->good_from = r->good_until = 0;
		}
}

void actor_snapshots(struct sim *s)
{
	struct snapshot *all = ARENA_NEW(s->a, struct snapshot);
	if (sim_below(s, 2))
		return;
	bool late = !sim_below(s, 4); /* taken after the deploy */
	*all = (struct snapshot){ .path = "baseline.json",
		.taken_at = world_wall(s) - (late ? 0 : 15 * 60 * 1000),
		.services = ARENA_ARRAY(s->a, struct snapshot_service, SERVICES_MAX),
		.n = (size_t)s->n };
	for (int i = 0; i < s->n; i++) {
		const struct service_model *v = &s->services[i];
		struct cloudrun_target *row = ARENA_NEW(s->a, struct cloudrun_target);
		*row = (struct cloudrun_target){ .revision = v->revisions[v->n > 1 && !late ? v->n - 2 : v->n - 1].name,
			.percent = 100 };
		all->services[i] = (struct snapshot_service){ .alias = cloud_name(i),
			.uid = arena_printf(s->a, "u%d", v->uid),
			.split = { row, 1 },
			.uri = v->pool ? NULL : arena_printf(s->a, "https://%s.run.app", cloud_name(i)),
			.name = cloud_full_name(s, i),
			.taken_at = all->taken_at };
	}
	job_snapshot(s, all);
	s->snapshot = all;
}
