/* SPDX-License-Identifier: Apache-2.0 */
/* stall.c: the process is stopped (SIGSTOP, a suspended machine), or starved: it runs only for short periods. */
#include "sim.h"
#include "../../gate/run/run.h"

enum { SLICES = 20, SLICE_MS = 900, RUNS_MS = 300, STOP_MAX_MS = 30 * 1000, FIRST_MS = 60 * 1000 };

static void stop(struct sim *s, int64_t at, int64_t ms)
{
	world_event(s, at, EVENT_STALL)->value = ms;
	s->stalls_come = true;
}

static void starve(struct sim *s, int64_t at)
{
	for (int i = 0, n = 2 + (int)sim_below(s, SLICES - 2); i < n; i++) {
		int64_t ms = 50 + sim_below(s, SLICE_MS);
		stop(s, at, ms);
		at += ms + 1 + sim_below(s, RUNS_MS);
	}
}

void stall_schedule(struct sim *s)
{
	if (sim_below(s, 4))
		return;
	for (int i = 0, n = 1 + (int)sim_below(s, 3); i < n; i++) {
		int64_t at = s->now + sim_below(s, sim_below(s, 2) ? FIRST_MS : FIRST_MS / 6);
		if (i == 0 && !sim_below(s, 3))
			starve(s, at);
		else
			stop(s, at, 1 + sim_below(s, sim_below(s, 2) ? STOP_MAX_MS : 2000));
	}
}

void stall_remember(struct sim *s, int64_t from, int64_t until)
{
	happened(s, HAPPENED_STALL);
	if (s->n_stalls < STALLS_MAX)
		s->stalls[s->n_stalls++] = (struct stall){ from, until };
}

int64_t stall_ms(const struct sim *s, int64_t from, int64_t until)
{
	int64_t ms = 0;
	for (int i = 0; i < s->n_stalls; i++) {
		const struct stall *stall = &s->stalls[i];
		int64_t a = stall->from > from ? stall->from : from, b = stall->until < until ? stall->until : until;
		ms += b > a ? b - a : 0;
	}
	return ms;
}
