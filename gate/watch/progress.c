/* SPDX-License-Identifier: Apache-2.0 */
/* progress.c: tells people, round after round, what the gate waits for. */
#include "watch.h"

#include <ctype.h>
#include <string.h>

enum {
	LATE_MS = 1000,                 /* a request that takes longer is worth telling */
	ALSO_MAX = 3,                   /* other findings that a terminal shows */
	BAKE_QUIET_MS = 15 * 60 * 1000, /* a bake lasts for hours */
};

/* ---- Between rounds: what was found ---------------------------------------------------------------- */

/* Orders outcomes by how much they matter to somebody who waits: 0 is not worth a line. */
static int rank_of(const struct outcome *o)
{
	bool decides = o->rule->severity != SEVERITY_WARNING && !o->rule->dry_run;
	if (!decides || o->passed_over)
		return 0;
	if (o->kind == OUTCOME_FAIL)
		return o->rule->severity == SEVERITY_CRITICAL ? 3 : 2;
	return o->kind == OUTCOME_UNKNOWN ? 1 : 0;
}

struct found {
	size_t first, n; /* first: index of the outcome that matters most; n: how many matter */
	int rank;        /* of the first; 0: none */
	uint64_t topic;  /* of all that matter */
};

/* Without digits: a time that differs in each round is no news. */
static const char *wording(struct arena *a, const char *message)
{
	char *text = arena_strdup(a, message ? message : ""), *out = text;
	for (const char *c = text; *c; c++)
		if (!isdigit((unsigned char)*c))
			*out++ = *c;
	*out = '\0';
	return text;
}

static struct found look_through(struct arena *a, const struct outcomes *all)
{
	struct found f = { .topic = 0 };
	for (size_t i = 0; i < all->n; i++) {
		const struct outcome *o = &all->items[i];
		int rank = rank_of(o);
		f.n += rank > 0;
		if (rank)
			f.topic = live_topic(
				live_topic(live_topic(live_topic(f.topic, o->rule->id), o->key ? o->key : ""), outcome_name(o->kind)),
				wording(a, o->message));
		if (rank > f.rank) {
			f.rank = rank;
			f.first = i;
		}
	}
	return f;
}

/* more: the number of other outcomes that matter. */
static const char *finding(struct arena *a, const struct outcome *o, size_t more)
{
	const char *message = outcome_message(o);
	return arena_printf(a, "%s%s%s%s%s%s%s", o->rule->id, o->key ? " " : "", o->key ? o->key : "",
		o->kind == OUTCOME_UNKNOWN ? " is not known yet"
			: *message             ? ""
								   : " fails",
		more ? arena_printf(a, " (and %zu more)", more) : "", *message ? ": " : "", message);
}

static const char *what_of(
	struct arena *a, const struct judged *judged, const struct config_gate *gate, const struct found *f)
{
	if (!f->rank && judged->rounds.clean_row >= (unsigned)gate->passes)
		return "all rules hold";
	if (!f->rank)
		return arena_printf(a, "%u of %lld clean rounds", judged->rounds.clean_row, (long long)gate->passes);
	return finding(a, &judged->outcomes.items[f->first], f->n - 1);
}

/* The other outcomes that matter, the gravest first. Returns their number, at most ALSO_MAX. */
static size_t also_of(struct arena *a, const struct outcomes *all, const struct found *f, const char **out)
{
	size_t n = 0;
	for (int rank = f->rank; rank > 0; rank--)
		for (size_t i = 0; i < all->n && n < ALSO_MAX; i++)
			if (i != f->first && rank_of(&all->items[i]) == rank)
				out[n++] = finding(a, &all->items[i], 0);
	return n;
}

/* A time of this watching, as its clock shows it. */
static const char *at_text(struct arena *a, const struct watching *w, int64_t at)
{
	return live_clock(a, at - w->began + 999);
}

/* What the first outcome leads to if it goes on. */
static const char *failing_next(struct arena *a, const struct run *r, const struct found *f, const struct watching *w)
{
	const struct tally *t = rounds_tally(&r->judged.rounds, &r->judged.outcomes, f->first);
	bool moves = f->rank == 3 && !r->options->no_rollback && !r->recovery.hold;
	if (t && !t->failed_row && !r->release.warm_ended)
		return r->release.warm_until > loop_now(r->loop)
			? arena_printf(a, "failures count from %s", at_text(a, w, r->release.warm_until))
			: "failures do not count yet";
	return arena_printf(a, "%u of %lld, then %s", t ? t->failed_row : 0, (long long)r->config.gate.failures,
		moves ? "rollback" : "failed");
}

static const char *next_of(struct arena *a, const struct run *r, const struct found *f, const struct watching *w)
{
	if (f->rank > 1)
		return failing_next(a, r, f, w);
	if (f->rank == 1)
		return arena_printf(a, "%s at %s", r->config.gate.unknown == UNKNOWN_ROLLBACK ? "decided" : "inconclusive",
			at_text(a, w, w->deadline));
	if (w->not_before > loop_now(r->loop))
		return arena_printf(a, "the %s ends at %s", w->bake ? "bake" : "step", at_text(a, w, w->not_before));
	if (!r->release.warm_ended && r->release.warm_until > loop_now(r->loop))
		return arena_printf(a, "warm-up until %s", at_text(a, w, r->release.warm_until));
	return r->release.promoting ? "then the next step" : "then passed";
}

void progress_say(struct run *r, const struct watching *w)
{
	struct arena *a = r->judged.a; /* of the round: a run that waits for hours does not grow */
	struct found f = look_through(a, &r->judged.outcomes);
	const char *also[ALSO_MAX];
	size_t n_also = also_of(a, &r->judged.outcomes, &f, also);
	live_show(&r->log,
		&(struct live_text){ .topic = live_topic(f.topic, r->release.warm_ended ? "warm" : "cold"),
			.label = arena_printf(a, "round %u", r->judged.rounds.count),
			.what = what_of(a, &r->judged, &r->config.gate, &f),
			.next = next_of(a, r, &f, w),
			.since = w->began,
			.until = w->deadline,
			.also = also,
			.n_also = n_also,
			.quiet = w->bake ? BAKE_QUIET_MS : 0 });
}

/* ---- During a round: what is waited for ------------------------------------------------------------- */

static void waits(const void *arg, struct buf *out)
{
	const struct observations *all = arg;
	const struct observation *first = NULL;
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct observation *l = all->items[i];
		if (!l->in_flight || !l->awaited || l->source->inner || loop_now(all->loop) - l->started_at < LATE_MS)
			continue;
		n++;
		first = !first || l->started_at < first->started_at ? l : first;
	}
	if (!first)
		return;
	buf_printf(out, "%s%s%s (%llds)", group_name(first->source->group), first->alias ? "." : "",
		first->alias ? first->alias : "", (long long)((loop_now(all->loop) - first->started_at) / 1000));
	if (n > 1)
		buf_printf(out, " and %zu more", n - 1);
}

void progress_begin(struct run_log *log, const struct observations *observations, const struct watching *w)
{
	live_waits(log, waits, observations);
	live_show(log,
		&(struct live_text){ .label = "round 1",
			.what = "",
			.next = "",
			.since = w->began,
			.until = w->deadline,
			.quiet = w->bake ? BAKE_QUIET_MS : 0 });
}

void progress_end(struct run_log *log)
{
	live_end(log);
}
