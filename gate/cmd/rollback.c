/* SPDX-License-Identifier: Apache-2.0 */
/* rollback.c: moves traffic back at once, without judging. */
#include "cmd.h"
#include "../act/act.h"
#include "../act/jobs_back.h"

#include <stdio.h>

/* Sets *out to the rollback target as far as it is known without reading the service: --to, or the snapshot. Returns
 * false if neither gives one. */
static bool split_by_hand(struct arena *a, const struct options *o, const struct release *release,
	const struct config_service *c, struct cloudrun_split *out)
{
	const char *full = cloudrun_full_name(a, c->kind, c->project, c->region, c->service);
	const struct snapshot_service *was = release->snapshot ? snapshot_of(release->snapshot, full) : NULL;
	struct cloudrun_target *row = ARENA_NEW(a, struct cloudrun_target);
	*row = (struct cloudrun_target){ .revision = o->to, .percent = 100 };
	*out = o->to ? (struct cloudrun_split){ .rows = row, .n = 1 } : was ? was->split : (struct cloudrun_split){ 0 };
	return out->n > 0;
}

/* If a service cannot be read, suggest gcloud commands: the user may have other credentials that work. */
static void say_by_hand(const struct options *o, const struct release *release, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct config_service *c = release->services[i].config;
		struct cloudrun_service s = { .kind = c->kind, .id = c->service, .region = c->region, .project = c->project };
		struct cloudrun_split split;
		const struct cloudrun_kind_row *k = cloudrun_kind(c->kind);
		if (!release->services[i].selected)
			continue;
		if (split_by_hand(log->a, o, release, c, &split)) {
			say_next(log, "to move %s by hand to %s:", k->shares,
				o->to ? "the revision given with --to" : "the split in the snapshot");
			say_next(log, "%s", plan_command(log->a, &s, &split));
		} else {
			say_next(log,
				"to move traffic by hand, find the previous revision with this command, then run "
				"gcloud run %s %s with --to-revisions=REVISION=100:",
				k->gcloud, k->move);
			say_next(log, "gcloud run %s list --%s=%s --region=%s --project=%s", k->revisions,
				c->kind == CLOUDRUN_SERVICE ? "service" : "worker-pool", text_shell(log->a, s.id),
				text_shell(log->a, s.region), text_shell(log->a, s.project));
		}
	}
}

static void print_plan(struct arena *a, const struct options *o, const struct release *release)
{
	FILE *out = o->json ? stderr : stdout;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!s->move)
			continue;
		fprintf(out, "%s: %s -> %s\n", s->config->member.alias, cloudrun_split_text(a, &s->move->last.effective),
			cloudrun_split_text(a, &s->move->plan.traffic));
		fprintf(out, "  %s\n", plan_command(a, &s->move->last, &s->move->target));
	}
	fprintf(out, "nothing was changed (--dry-run)\n");
}

int cmd_rollback(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	if (run_open(a, o, false, r, e))
		return -1;
	if (o->to && r->release.n_services > 1 && o->n_args != 1)
		return err_set(e, ERR_USAGE, "--to REVISION needs exactly one service: name it too");
	return cmd_rollback_run(r);
}

int cmd_rollback_run(struct run *r)
{
	const struct options *o = r->options;
	result_ordered(&r->result);
	if (doubt_observe(r, r->start.at + r->config.gate.deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	if (release_update(r, &r->release.error))
		return run_refuse(r, ACTION_NOT_MOVED, r->release.error.text);
	if (release_baseline_refused(r->a, r->options, &r->release, &r->result))
		return run_refuse(r, ACTION_NOT_MOVED, release_baseline_refused(r->a, r->options, &r->release, &r->result));
	resume_say(r); /* an explicit rollback goes to its own target, even if an earlier one is unfinished */
	if (hold_observe(r, r->start.at + r->config.gate.deadline) == LOOP_SIGNAL ||
		jobs_back_observe(&r->config, &r->observations, &r->release) == LOOP_SIGNAL)
		return run_interrupted(r);
	bool *wanted = ARENA_ARRAY(r->a, bool, r->release.n_services + 1), any = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		if (s->selected && s->observation->error.code != ERR_NONE) {
			say_by_hand(o, &r->release, &r->log);
			return run_refuse(r, ACTION_ROLLBACK_FAILED, s->observation->error.text);
		}
		wanted[i] = s->selected && (o->n_args || s->target.released) && (o->to || release_has_users(s)) &&
			!resume_moved(r, s);
		any = any || wanted[i];
	}
	/* an earlier process moved the traffic and died before it recorded that */
	if (!any && !o->dry_run && resume_agreed(r, wanted)) {
		act_resume(r);
		return run_close(r);
	}
	if (!any)
		return run_refuse(r, ACTION_NOT_MOVED,
			o->n_args ? "nothing to move: the candidate has no traffic"
					  : "no service was released recently; name the services to move back");
	act_rollback(r, wanted);
	if (!o->dry_run || result_exit_code(&r->result) != EXIT_PASSED)
		return run_close(r);
	print_plan(r->a, r->options, &r->release);
	result_explain(&r->result, "planned only; nothing was moved (--dry-run)");
	return o->json ? run_close(r) : EXIT_PASSED;
}
