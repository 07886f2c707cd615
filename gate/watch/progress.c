/* SPDX-License-Identifier: Apache-2.0 */
/* progress.c: tells people, round after round, what the gate waits for. */
#include "watch.h"

#include <string.h>

enum { QUIET_MS = 15 * 1000 };

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
	size_t first, failing, unknown; /* first: index of the outcome that matters most */
	int rank;                       /* of it; 0: none */
	uint64_t digest;                /* of the names and kinds of all that matter */
};

static uint64_t mix(uint64_t digest, const char *text)
{
	for (const char *c = text; *c; c++)
		digest = (digest ^ (unsigned char)*c) * 0x100000001b3u;
	return digest * 31 + 1;
}

static struct found look_through(const struct outcomes *all)
{
	struct found f = { .digest = 0xcbf29ce484222325u };
	for (size_t i = 0; i < all->n; i++) {
		const struct outcome *o = &all->items[i];
		int rank = rank_of(o);
		f.failing += rank > 1;
		f.unknown += rank == 1;
		if (rank)
			f.digest = mix(mix(mix(f.digest, o->rule->id), o->key ? o->key : ""), outcome_name(o->kind));
		if (rank > f.rank) {
			f.rank = rank;
			f.first = i;
		}
	}
	return f;
}

static const char *state_of(struct arena *a, const struct run *r, const struct found *f)
{
	const struct outcomes *all = &r->judged.outcomes;
	if (!f->rank)
		return arena_printf(a, "%u of %lld clean rounds%s", r->judged.rounds.clean_row,
			(long long)r->config.gate.passes, r->release.warm_ended ? "" : ", warming up");
	const struct outcome *o = &all->items[f->first];
	const struct tally *t = f->rank > 1 ? rounds_tally(&r->judged.rounds, all, f->first) : NULL;
	size_t more = f->failing + f->unknown - 1;
	const char *row = t && t->failed_row
		? arena_printf(a, " (%u of %lld rounds)", t->failed_row, (long long)r->config.gate.failures)
		: "";
	return arena_printf(a, "%s%s%s %s%s%s", o->rule->id, o->key ? " " : "", o->key ? o->key : "",
		f->rank > 1 ? "fails" : "is not known yet", row,
		more              ? arena_printf(a, ", %zu more: %s", more, o->message)
			: *o->message ? arena_printf(a, ": %s", o->message)
						  : "");
}

void progress_say(struct run *r, int64_t deadline)
{
	struct arena *a = r->judged.a; /* of the round: a run that waits for hours does not grow */
	struct found f = look_through(&r->judged.outcomes);
	int64_t now = loop_now(r->loop), left = deadline - now;
	const char *line = arena_printf(a, "round %u, %s of %s: %s", r->judged.rounds.count,
		clock_duration_text(a, (now - r->start.at) / 1000 * 1000),
		clock_duration_text(a, (deadline - r->start.at) / 1000 * 1000), state_of(a, r, &f));
	if (say_progress(&r->log, "%s%s", line,
			left > r->config.gate.interval
				? arena_printf(a, "; next round in %s", clock_duration_text(a, r->config.gate.interval))
				: ""))
		return;
	if (r->options->verbose || f.digest != r->log.shown || now - r->log.shown_at >= QUIET_MS) {
		say_line(&r->log, "%s", line);
		r->log.shown = f.digest;
		r->log.shown_at = now;
	}
}
