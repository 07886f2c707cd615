/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bake.c: `rungate watch` for hours and days of virtual time: a release that fails late, one that is replaced, a
 * process that is killed and continued, a scheduler that calls it, and what two days leave in memory and evidence.
 */
#include "sim.h"
#include "../../gate/evidence/evidence.h"
#include "../../gate/run/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SECOND = 1000,
	MINUTE = 60 * SECOND,
	HOUR = 60 * MINUTE,
	DEPLOY = 0,                     /* as in actors.c */
	PER_ROUND = 5 * 1024,           /* bytes that a round leaves behind: timers and records of a dozen calls */
	HELD_MAX = 64 * 1024 * 1024,    /* bytes of a process that has composed its evidence */
	EVIDENCE_MAX = 8 * 1024 * 1024, /* bytes of one evidence, however long the watch */
	FLAPS_MS = 10 * SECOND
};

struct play {
	struct sim *s;
	struct config c;
	bake_process_fn *process;
	void *arg;
	struct arena *a; /* of the evidence that was read; until `forget` */
	int wrong;
};

/* ---- The world ----------------------------------------------------------------------------------------- */

/* One service; its newest of two revisions, both good, serves all users. */
static void make_one(struct sim *s)
{
	struct service_model *v = &s->services[0];
	s->n = 1;
	*v = (struct service_model){ .uid = 1, .generation = 5, .observed = 5, .etag = 1000 };
	for (int i = 0; i < 2; i++) {
		int r = cloud_deploy(s, 0);
		v->revisions[r].created_at = world_wall(s) - (i ? 5 * 60 * 1000 : (int64_t)3 * 86400 * 1000);
		v->revisions[r].good = 100;
		v->revisions[r].ready = true;
		v->latest_created = v->latest_ready = r;
	}
	v->desired = (struct split){ .rows = { { LATEST, 100, NULL } }, .n = 1 };
	v->effective = v->before = v->desired;
	v->changed_at = v->routed_at = v->revisions[1].created_at;
	cloud_touch(s, 0);
}

/* A service whose newest revision answers well until bad_from (ms from now; 0: always). */
static void begin(struct play *p, int64_t bake, int64_t bad_from)
{
	struct sim *s = p->s;
	const struct sim fresh = { .verbose = s->verbose, .out = s->out, .a = s->a, .dir = s->dir, .steady = true };
	*s = fresh;
	s->seed = 8; /* its files are checked */
	s->state = 1;
	s->now = 1000;
	s->none = (struct misfortune){ .latency_ms = 50, .lag_ms = 1, .settle_ms = 2000 };
	s->now_bad = &s->none;
	s->n = 1;
	make_one(s);
	struct revision *candidate = &s->services[0].revisions[s->services[0].n - 1];
	candidate->good = 100;
	candidate->good_from = 0;
	candidate->good_until = bad_from ? s->now + bad_from : 0;
	p->c.gate = (struct config_gate){
		.interval = 5 * SECOND, .passes = 3, .failures = 3, .deadline = 5 * MINUTE, .bake = bake
	};
	p->c.rollback.release_window = HOUR;
	const char *dir = arena_printf(s->a, "%s/watches", s->dir);
	p->c.rollback.journal = arena_printf(s->a, "%s/journal", dir);
	p->c.evidence.dir = arena_printf(s->a, "%s/evidence", dir);
	p->c.state.baseline = arena_printf(s->a, "%s/baseline.json", dir);
}

static void forget(struct play *p)
{
	arena_free(p->a);
	p->a = arena_new();
	static const char *const folders[] = { "journal", "evidence", "evidence/derived", "watch" };
	for (size_t i = 0; i < COUNTOF(folders); i++) {
		const char *dir = arena_printf(p->s->a, "%s/watches/%s", p->s->dir, folders[i]);
		char **names;
		size_t n;
		struct err e;
		if (file_list(p->s->a, dir, "", &names, &n, &e))
			continue;
		for (size_t j = 0; j < n; j++)
			unlink(arena_printf(p->s->a, "%s/%s", dir, names[j]));
	}
}

static void watch(struct play *p)
{
	p->process(p->s, p->arg, &p->c);
}

static const struct attempt *last(const struct play *p)
{
	return &p->s->attempts[0];
}

static void want(struct play *p, bool holds, const char *name, const char *what)
{
	if (holds)
		return;
	fprintf(p->s->out, "watches: %s: not true: %s (exit %d, after %lld s)\n", name, what, last(p)->exit_code,
		(long long)(p->s->now / SECOND));
	p->wrong++;
}

/* The newest evidence; sets *bytes to its size and *files to the number of them. */
static const struct json *evidence(struct play *p, size_t *bytes, size_t *files)
{
	char **names;
	struct err e;
	struct str text = { "", 0 };
	struct json *v = NULL;
	if (file_list(p->a, p->c.evidence.dir, ".json", &names, files, &e) || !*files ||
		file_read(
			p->a, arena_printf(p->a, "%s/%s", p->c.evidence.dir, names[*files - 1]), LIMIT_EVIDENCE_BYTES, &text, &e) ||
		json_parse(p->a, text, &v, &e))
		return NULL;
	*bytes = text.n;
	return json_get(v, "predicate");
}

/* Returns how many bytes each round of a longer watch added to those of a shorter one. */
static long long per_round(const size_t held[2], const int64_t rounds[2])
{
	return held[1] > held[0] && rounds[1] > rounds[0] ? (long long)(held[1] - held[0]) / (rounds[1] - rounds[0]) : 0;
}

static bool serves(const struct play *p, int revision)
{
	const struct service_model *v = &p->s->services[0];
	return cloud_percents(v, &v->effective, v->latest_ready).of[revision] == 100;
}

/* ---- The plays ------------------------------------------------------------------------------------------ */

static void passes_after_two_days(struct play *p)
{
	size_t bytes = 0, files = 0;
	begin(p, (int64_t)48 * HOUR, 0);
	watch(p);
	size_t held = p->s->held > arena_used(p->s->a) ? p->s->held - arena_used(p->s->a) : 0;
	int64_t rounds = json_int(json_at(evidence(p, &bytes, &files), "watch.rounds"));
	want(p, last(p)->exit_code == EXIT_PASSED && !last(p)->patches, "two days", "it passes");
	want(p, p->s->now > (int64_t)48 * HOUR, "two days", "they are over");
	want(p, rounds >= 200 && rounds <= 350, "two days", "rounds grow apart");
	want(p, bytes && bytes < EVIDENCE_MAX && files == 1, "two days", "one evidence, and it is bounded");
	want(p, held < HELD_MAX, "two days", "memory is bounded");
	fprintf(p->s->out, "watches: 48 h are %lld rounds; evidence of %zu KiB; %zu KiB in memory with the evidence\n",
		(long long)rounds, bytes / 1024, held / 1024);
	forget(p);
}

/* A release that fails in every other round keeps the short interval for hours, and is never condemned. */
static void flaps_for_hours(struct play *p)
{
	size_t bytes = 0, files = 0, held[2];
	int64_t rounds[2];
	for (int i = 0; i < 2; i++) {
		begin(p, (i + 1) * (int64_t)4 * HOUR, 0);
		p->s->services[0].revisions[p->s->services[0].n - 1].flaps_ms = FLAPS_MS;
		watch(p);
		held[i] = p->s->held - arena_used(p->s->a);
		const struct json *v = evidence(p, &bytes, &files);
		rounds[i] = json_int(json_at(v, "watch.rounds"));
		want(p, last(p)->exit_code == EXIT_INCONCLUSIVE && !last(p)->patches, "flapping", "it is inconclusive");
		want(p, rounds[i] > (i + 1) * 2500, "flapping", "it keeps the short interval");
		want(p, bytes && bytes < EVIDENCE_MAX, "flapping", "evidence is bounded");
		want(p,
			json_int(json_at(v, "watch.roundsLeftOut")) + statement_rounds(v) == rounds[i] &&
				json_int(json_get(v, "requestsLeftOut")) > 0,
			"flapping", "what is left out is counted");
		forget(p);
	}
	want(p, per_round(held, rounds) < PER_ROUND, "flapping", "memory does not grow");
	fprintf(p->s->out,
		"watches: 8 h of a flapping release are %lld rounds; evidence of %zu KiB; %lld bytes a round stay in memory\n",
		(long long)rounds[1], bytes / 1024, per_round(held, rounds));
}

static void fails_after_ninety_minutes(struct play *p)
{
	size_t bytes, files;
	begin(p, 2 * HOUR, 90 * MINUTE);
	watch(p);
	const struct json *v = evidence(p, &bytes, &files);
	want(p, last(p)->exit_code == EXIT_ROLLED_BACK && last(p)->patches == 1, "90 min", "it is rolled back");
	want(p, serves(p, p->s->services[0].n - 2), "90 min", "the revision before serves");
	want(p, p->s->first_patch > 90 * MINUTE && p->s->first_patch < 106 * MINUTE, "90 min",
		"within the longest pause and some rounds");
	want(p, v && str_is(json_text(json_get(v, "command")), "watch"), "90 min", "evidence says watch");
	forget(p);
}

static void is_replaced_after_an_hour(struct play *p)
{
	begin(p, 2 * HOUR, 0);
	world_event(p->s, p->s->now + HOUR, EVENT_ACTOR)->value = DEPLOY;
	watch(p);
	want(p, last(p)->exit_code == EXIT_PASSED && last(p)->action == ACTION_SUPERSEDED && !last(p)->patches, "replaced",
		"a newer release ends it");
	want(p, p->s->now > HOUR && p->s->now < HOUR + 16 * MINUTE, "replaced", "soon after it came");
	forget(p);
}

/* Killed every seven minutes; the release fails after 90 minutes. */
static void is_killed_and_goes_on(struct play *p)
{
	int processes = 0;
	begin(p, 2 * HOUR, 90 * MINUTE);
	do {
		world_event(p->s, p->s->now + 7 * MINUTE, EVENT_CRASH);
		watch(p);
		world_run_until(p->s, p->s->now + MINUTE);
	} while (last(p)->crashed && ++processes < 40);
	want(p, processes > 5 && last(p)->exit_code == EXIT_ROLLED_BACK, "killed", "the last process rolls back");
	want(p, p->s->now < 2 * HOUR, "killed", "it is one watch: its time is that of the first process");
	forget(p);

	processes = 0;
	begin(p, 2 * HOUR, 0);
	do {
		world_event(p->s, p->s->now + 7 * MINUTE, EVENT_CRASH);
		watch(p);
	} while (last(p)->crashed && ++processes < 40);
	want(p, last(p)->exit_code == EXIT_PASSED && p->s->now > 2 * HOUR && p->s->now < 2 * HOUR + 8 * MINUTE, "killed",
		"it passes when the time of the first process is over");
	forget(p);
}

/* A scheduler calls every minute: looks grow apart, and three that fail roll back. */
static void is_called_by_a_scheduler(struct play *p)
{
	size_t bytes = 0, files = 0, looks = 0;
	int calls = 0;
	begin(p, 48 * (int64_t)HOUR, 47 * (int64_t)HOUR);
	p->s->once = true;
	for (; calls < 48 * 60 && (!calls || last(p)->exit_code == EXIT_PASSED); calls++) {
		watch(p);
		looks += last(p)->requests > 0;
		world_run_until(p->s, p->s->now + MINUTE);
	}
	want(p, looks >= 150 && looks <= 300, "scheduler", "few calls make a request");
	want(p, last(p)->exit_code == EXIT_INCONCLUSIVE && p->s->now > 47 * (int64_t)HOUR, "scheduler", "a look fails");
	for (int i = 0; i < 2; i++) {
		watch(p);
		world_run_until(p->s, p->s->now + MINUTE);
	}
	want(p, last(p)->exit_code == EXIT_ROLLED_BACK, "scheduler", "three looks that fail roll back");
	(void)evidence(p, &bytes, &files);
	want(p, files >= 2 && files <= 6, "scheduler", "only looks that change something write evidence");
	p->s->once = false;
	forget(p);
}

int bake_play(struct sim *s, const struct config *c, bake_process_fn *process, void *arg)
{
	struct play p = { .s = s, .c = *c, .process = process, .arg = arg, .a = arena_new() };
	static void (*const plays[])(struct play *) = { passes_after_two_days, flaps_for_hours, fails_after_ninety_minutes,
		is_replaced_after_an_hour, is_killed_and_goes_on, is_called_by_a_scheduler };
	for (size_t i = 0; i < COUNTOF(plays); i++) {
		plays[i](&p);
		p.wrong += s->failures;
	}
	arena_free(p.a);
	fprintf(s->out, "watches: %zu plays: %s\n", COUNTOF(plays), p.wrong ? "some FAILED" : "all went well");
	return p.wrong;
}
