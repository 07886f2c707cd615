/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c: observes everything once and prints the facts as JSON, in the form that rules read. */
#include "cmd.h"
#include "../run/held.h"
#include "../watch/incident.h"
#include "../watch/watch.h"

#include <stdio.h>

int cmd_facts(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	struct buf raw = BUF_MAX(LIMIT_FACT_FILE_BYTES), text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	if (run_open(a, o, false, r, e))
		return -1;
	incident_want(&r->observations);
	int64_t deadline = r->start.at + r->config.gate.deadline;
	int64_t wait = r->config.gate.deadline < LIMIT_DOUBT_MS ? deadline : r->start.at + LIMIT_DOUBT_MS;
	enum loop_end end = observe_round(r, deadline);
	if (end != LOOP_SIGNAL && doubt_why(&r->release)) {
		end = doubt_wait(r, wait);
		end = end != LOOP_SIGNAL ? observe_round(r, deadline) : end;
	}
	if (end == LOOP_SIGNAL || observe_rest(&r->observations, &r->release, &r->judged, deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	if (r->release.error.code != ERR_NONE)
		say_line(&r->log, "%s", r->release.error.text);
	json_print(held_shown(r->a, facts_build(r->a, r)), JSON_PRETTY, &raw);
	secrets_scrub(r->secrets, (struct str){ raw.p, raw.n }, &text);
	printf("%s\n", buf_text(&text));
	buf_free(&raw);
	buf_free(&text);
	for (size_t i = 0; i < r->release.n_services; i++)
		if (!r->release.services[i].known || r->release.services[i].doubt)
			return EXIT_INCONCLUSIVE;
	return EXIT_PASSED;
}
