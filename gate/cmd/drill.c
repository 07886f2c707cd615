/* SPDX-License-Identifier: Apache-2.0 */
/* drill.c: proves that a rollback would work, before it is needed: its target starts without traffic and is probed. */
#include "cmd.h"
#include "../act/act.h"

#include <stdlib.h>

static int read_depth(const struct options *o, size_t *depth, struct err *e)
{
	char *end = NULL;
	long n = o->every_target ? strtol(o->every_target, &end, 10) : 1;
	if (n < 1 || n > LIMIT_DRILLED || (end && *end))
		return err_set(e, ERR_USAGE, "--every-target %s: write a number from 1 to %d", o->every_target, LIMIT_DRILLED);
	*depth = (size_t)n;
	return 0;
}

/* Returns NULL, or why the way back of these services cannot be drilled. */
static const char *unknown(
	struct arena *a, const struct options *o, const struct release *release, const struct result *result)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].selected && release->services[i].observation->error.code != ERR_NONE)
			return release->services[i].observation->error.text;
	if (observe_on_the_way(release))
		return "a change of these services is still in progress; try again when it has ended";
	return release_baseline_refused(a, o, release, result);
}

/* Marks the selected services; worker pools cannot have a tag. Returns false if there is none. */
static bool choose(const struct release *release, struct run_log *log, bool *wanted)
{
	bool any = false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		wanted[i] = s->selected && cloudrun_kind(s->config->kind)->has_tags;
		any = any || wanted[i];
		if (s->selected && !wanted[i])
			say_note(
				log, "%s is a worker pool and has no tags, so its way back is not drilled", s->config->member.alias);
	}
	return any;
}

int cmd_drill_run(struct run *r)
{
	int64_t deadline = r->start.at + r->config.gate.deadline;
	bool *wanted = ARENA_ARRAY(r->a, bool, r->release.n_services + 1);
	struct err e;
	size_t depth = 1;
	if (read_depth(r->options, &depth, &e))
		return EXIT_CONFIG;
	result_ordered(&r->result); /* the targets are those of an explicit rollback */
	rights_check(r);
	if (doubt_observe(r, deadline) == LOOP_SIGNAL || observe_until_settled(r, deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	if (release_update(r, &r->release.error))
		return run_refuse(r, ACTION_NOT_MOVED, r->release.error.text);
	const char *why = unknown(r->a, r->options, &r->release, &r->result);
	if (why) {
		result_ended(&r->result, VERDICT_INCONCLUSIVE, ENDING_ORDER, why);
		return run_close(r);
	}
	discover_resources(&r->observations, &r->config, &r->release);
	if (hold_observe(r, deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	if (!choose(&r->release, &r->log, wanted))
		return run_refuse(r, ACTION_NOT_MOVED, "the way back of a worker pool cannot be drilled: it has no tags");
	const char *beyond = act_beyond_reach(r->a, &r->release, wanted, false, &r->log);
	if (beyond)
		return run_refuse(r, ACTION_NOT_MOVED, beyond);
	const char *held = hold_why(r->a, &r->release, &r->recovery, wanted);
	if (held) /* the drill shows all the same whether the target works */
		say_note(&r->log, "a hold forbids a rollback without --force: %s", held);
	act_drill(r, wanted, depth);
	return run_close(r);
}

int cmd_drill(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	size_t depth;
	return read_depth(o, &depth, e) || run_open(a, o, true, r, e) ? -1 : cmd_drill_run(r);
}
