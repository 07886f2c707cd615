/* SPDX-License-Identifier: Apache-2.0 */
/* draw.c: the settings of the gate and the rates of faults in a world, from its seed. */
#include "sim.h"
#include "../../gate/config/config.h"

void draw_config(struct sim *s, struct config *c)
{
	c->gate.warmup = sim_below(s, 2) ? 0 : sim_below(s, 10) * 1000;
	c->gate.interval = 1000 + sim_below(s, 5) * 1000;
	c->gate.passes = 1 + sim_below(s, 3);
	c->gate.failures = 1 + sim_below(s, 3);
	c->gate.deadline = c->gate.warmup + c->gate.failures * c->gate.interval + 10000 + sim_below(s, 120) * 1000;
	c->rollback.deadline = 20000 + sim_below(s, sim_below(s, 4) ? 120 : 600) * 1000;
	c->rollback.confirm = 5000 + sim_below(s, 60) * 1000;
	c->rollback.wait = !sim_below(s, 4);
	if (!sim_below(s, 3)) /* a pass is soon too old */
		c->rollback.release_window = 1000 + sim_below(s, 120) * 1000;
	c->rollback.order = !sim_below(s, 4);
	c->rollback.scope = !sim_below(s, 4);
	c->gate.bake = 1000 + sim_below(s, 300) * 1000;
	c->state.baseline = arena_printf(s->a, "%s/state/baseline.json", s->dir);
	c->rollback.journal = arena_printf(s->a, sim_below(s, 20) ? "%s/journal" : "%s/file/journal", s->dir);
	s->unrecorded = !sim_below(s, 20);
	c->evidence.dir = arena_printf(s->a, s->unrecorded ? "%s/file/evidence" : "%s/evidence", s->dir);
}

static int rate(struct sim *s, int max)
{
	return sim_below(s, 2) ? 0 : (int)sim_below(s, max);
}

void draw_misfortune(struct sim *s)
{
	s->bad = (struct misfortune){ .drop = rate(s, 100),
		.lose = rate(s, 150),
		.server_error = rate(s, 150),
		.quota = rate(s, 50),
		.garbage = rate(s, 30),
		.stale = rate(s, 500),
		.conflict = rate(s, 300),
		.settle_fails = rate(s, 300),
		.edge = rate(s, 8000),
		.contrary = rate(s, 500),
		.latency_ms = 1 + (int)sim_below(s, sim_below(s, 4) ? 200 : 6000),
		.lag_ms = 1 + (int)sim_below(s, 5000),
		.settle_ms = 1 + (int)sim_below(s, sim_below(s, 6) ? 8000 : 100000),
		.operation = (int)sim_below(s, 8) };
	s->dated = sim_below(s, 2);
	s->bad.stale_list = rate(s, 700);
	s->bad.partial = rate(s, 300);
	s->bad.tag_drop = rate(s, 500);
	s->bad.cleaned = rate(s, 500);
	s->now_bad = &s->bad;
}
