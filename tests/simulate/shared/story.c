/* SPDX-License-Identifier: Apache-2.0 */
/* story.c: one seed: which runners run when, and what befalls them; and a calm end. */
#include "shared.h"
#include "story.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	CLOCK_OFF_MAX_MS = 10 * 60 * 1000,
	FIRST_MS = 120 * 1000,     /* the runners begin within this time */
	FAULTS_MS = 8 * 60 * 1000, /* at most, after the start */
	ENDS_MS = 40 * 60 * 1000,  /* after the faults */
	LATER_MS = 2 * 60 * 1000,
	CALM_MAX = 6, /* last runs that may be needed to finish what others began */
};

/* ---- Chance ----------------------------------------------------------------------------------- */

static int rate(struct world *w, int max)
{
	return world_below(w, 2) ? 0 : (int)world_below(w, max);
}

static void draw_faults(struct world *w)
{
	w->bad = (struct faults){ .drop = rate(w, 60),
		.lose = rate(w, 100),
		.server_error = rate(w, 100),
		.quota = rate(w, 40),
		.conflict = rate(w, 300),
		.settle_fails = world_below(w, 4) ? 0 : (int)world_below(w, 300),
		.latency_ms = 1 + (int)world_below(w, world_below(w, 4) ? 200 : 4000),
		.settle_ms = 1 + (int)world_below(w, world_below(w, 6) ? 8000 : 60000) };
	w->none = (struct faults){ .latency_ms = 50, .settle_ms = 2000 };
	w->faults_end = w->now + world_below(w, FAULTS_MS);
	if (!world_below(w, 4))
		w->bucket.retention = 1 + world_below(w, 10 * 60 * 1000);
}

static void draw_config(struct world *w, const struct prepared *p, struct runner *r)
{
	struct config *c = &r->config;
	*c = p->configs[w->n - 1];
	r->policy = &p->policies[w->n - 1];
	c->gate.warmup = world_below(w, 2) ? 0 : world_below(w, 10) * 1000;
	c->gate.interval = 1000 + world_below(w, 5) * 1000;
	c->gate.passes = 1 + world_below(w, 3);
	c->gate.failures = 1 + world_below(w, 3);
	c->gate.deadline = c->gate.warmup + c->gate.failures * c->gate.interval + 10000 + world_below(w, 60) * 1000;
	c->rollback.deadline = 30000 + world_below(w, 200) * 1000;
	c->rollback.confirm = 5000 + world_below(w, 20) * 1000;
	c->rollback.wait = !world_below(w, 4);
	c->state.lease = w->runners[0].config.state.lease;
	if (!r->number)
		c->state.lease = 10000 + world_below(w, 60) * 1000;
	c->state.patience = world_below(w, 4) ? 2000 : world_below(w, 8000);
	c->state.location = "gs://" BUCKET "/rungate";
	c->state.bucket = true;
	c->state.baseline = arena_printf(w->a, "%s/baseline.json", r->machine);
	c->rollback.journal = arena_printf(w->a, "%s/journal", r->machine);
	c->evidence.dir = arena_printf(w->a, "%s/evidence", r->machine);
}

static enum order draw_command(struct world *w)
{
	static const enum order often[] = { VERIFY, VERIFY, VERIFY, ROLLBACK, ROLLBACK, RESUME, RESUME, PROMOTE, SNAPSHOT };
	return often[world_below(w, COUNTOF(often))];
}

static struct runner *new_runner(struct world *w, enum order command, const char *machine, int64_t at)
{
	int number = w->n_runners++;
	struct runner *r = &w->runners[number];
	*r = (struct runner){ .w = w, .number = number, .command = command, .start_at = at };
	snprintf(r->id, sizeof(r->id), "%08x-0000-4000-8000-000000000000", (unsigned)number + 1);
	r->machine = machine ? machine : arena_printf(w->a, "%s/m%d", w->dir, number);
	if (!machine)
		mkdir(r->machine, 0700);
	world_event(w, at, EVENT_START)->runner = r;
	return r;
}

static void draw_misfortune(struct world *w, struct runner *r)
{
	if (world_below(w, 2))
		r->clock_off = world_below(w, 2 * CLOCK_OFF_MAX_MS) - CLOCK_OFF_MAX_MS;
	if (r->clock_off)
		happened(w, HAPPENED_CLOCK);
	r->wait = world_below(w, 3) ? 0 : world_below(w, 120) * 1000;
	if (r->wait)
		happened(w, HAPPENED_WAITED);
	for (int n = world_below(w, 2) ? 0 : 1 + (int)world_below(w, CUTS_MAX); r->n_cuts < n; r->n_cuts++) {
		int64_t from = r->start_at + world_below(w, FIRST_MS);
		r->cuts[r->n_cuts] = (struct cut){ .peer = world_below(w, 3) ? PEER_STORE : PEER_API,
			.kind = (enum cut_kind)world_below(w, CUT__COUNT),
			.from = from,
			.until = from + 1 + world_below(w, world_below(w, 2) ? 10 * 1000 : 180 * 1000) };
	}
	for (int n = world_below(w, 3) ? 0 : 1 + (int)world_below(w, PAUSES_MAX); r->n_pauses < n; r->n_pauses++) {
		int64_t from = r->start_at + world_below(w, FIRST_MS);
		r->pauses[r->n_pauses] = (struct pause){ from, from + 1 + world_below(w, world_below(w, 2) ? 20000 : 300000) };
	}
	if (world_below(w, 2))
		return;
	r->kill = (struct kill){ .stage = (enum kill_stage)(KILL_AT + world_below(w, KILL_APPLIED)),
		.at = r->start_at + world_below(w, FIRST_MS),
		.patch = world_below(w, 2),
		.nth = 1 + (int)world_below(w, 4) };
	if (!r->kill.patch)
		r->kill.nth += (int)world_below(w, 20);
}

/* ---- Acts ------------------------------------------------------------------------------------- */

/* The machine of a runner that is no more, or NULL: a fresh one. */
static const char *draw_machine(struct world *w)
{
	const struct runner *r = w->n_runners && !world_below(w, 3) ? &w->runners[world_below(w, w->n_runners)] : NULL;
	if (!r || r->state < RUNNER_ENDED)
		return NULL;
	happened(w, HAPPENED_SAME_MACHINE);
	return r->machine;
}

static void add_runners(struct world *w, const struct prepared *p, int n, int64_t within)
{
	for (int i = 0; i < n; i++) {
		struct runner *r = new_runner(w, draw_command(w), draw_machine(w), w->now + world_below(w, within));
		draw_config(w, p, r);
		draw_misfortune(w, r);
	}
}

static int64_t lease(const struct world *w)
{
	return w->runners[0].config.state.lease;
}

static void check_all_ended(struct world *w)
{
	for (int i = 0; i < w->n_runners; i++)
		if (w->runners[i].state <= RUNNER_RUNNING)
			broken(w, "S6", "runner %d (%s) has not ended", i, runner_command(w->runners[i].command));
}

/* On fresh machines, without faults: finishes what others left, until nothing is left. */
static void end_calmly(struct world *w, const struct prepared *p)
{
	for (int i = 0; i < CALM_MAX; i++) {
		/* the locks of those that were killed have expired, and so has what the bucket keeps */
		w->now += lease(w) + w->bucket.retention + LATER_MS;
		struct runner *r = new_runner(w, RESUME, NULL, w->now);
		draw_config(w, p, r);
		r->calm = true;
		world_run(w, w->now + ENDS_MS);
		if (r->state != RUNNER_ENDED)
			return;
		if (r->nothing_left)
			return;
	}
	broken(w, "S6", "%d calm runs of resume were not enough", CALM_MAX);
}

void story_play(struct world *w, const struct prepared *p)
{
	services_make(w);
	draw_faults(w);
	add_runners(w, p, 2 + (int)world_below(w, 3), FIRST_MS);
	world_run(w, w->now + FIRST_MS + world_below(w, FIRST_MS));
	if (world_below(w, 2))
		add_runners(w, p, 1 + (int)world_below(w, 2), FIRST_MS);
	world_run(w, (w->faults_end > w->now ? w->faults_end : w->now) + ENDS_MS);
	check_all_ended(w);
	if (w->faults_end > w->now)
		w->now = w->faults_end;
	if (!w->failures)
		end_calmly(w, p);
	check_all_ended(w);
	check_chain(w);
	if (!w->failures)
		check_left(w);
}

/* ---- After it --------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	(void)s;
	(void)kind;
	if (at->level > 0)
		remove(path);
	return 0;
}

void story_clean(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
