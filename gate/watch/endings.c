/* SPDX-License-Identifier: Apache-2.0 */
/* endings.c: what ends the rounds although no rule decides it. */
#include "endings.h"
#include "watch.h"

const char *endings_nothing(const struct run *r)
{
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct err_kept *e = &r->release.services[i].observation->error;
		if (e->code == ERR_AUTH || (e->code == ERR_NOT_FOUND && r->release.services[i].selected))
			return e->text;
	}
	if (release_baseline_refused(r->a, r->options, &r->release, &r->result))
		return release_baseline_refused(r->a, r->options, &r->release, &r->result);
	if (r->config.rollback.required && !r->options->no_rollback &&
		(r->recovery.missing_permission || r->recovery.rights_unknown))
		return r->recovery.missing_permission ? r->recovery.missing_permission : r->recovery.rights_unknown;
	return r->release.error.code != ERR_NONE ? r->release.error.text : NULL;
}

const struct service *endings_condemned(const struct release *release)
{
	for (size_t i = 0; i < release->n_services && !release->promoting; i++) {
		const struct service *s = &release->services[i];
		bool ours = s->selected && s->chosen && s->target.released;
		if (ours && s->target.candidate_condemned && !release_serves(s) && cloudrun_settled(&s->now))
			return s;
	}
	return NULL;
}

void endings_rolled_back(struct result *result, struct run_log *log, const struct service *before)
{
	const char *alias = before->config->member.alias;
	result_ended(result, VERDICT_FAILED, ENDING_ALREADY_ROLLED_BACK,
		arena_printf(log->a, "already rolled back: %s: %s failed before, and serves nothing", alias,
			before->target.candidate->name));
	say_event(log, verdict_name(result->verdict), NULL, result->reason);
	say_next(log, "a fix that is deployed gets 0 %% of the traffic until you run: rungate promote %s", alias);
}

const char *endings_stuck(struct arena *a, const struct release *release, struct observations *observations)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *why = s->now.terminal.message;
		if (!s->selected)
			continue;
		if (s->observation->error.code == ERR_DENIED)
			return s->observation->error.text;
		if (s->chosen && !s->target.candidate && cloudrun_settled(&s->now))
			return arena_printf(a, "%s: it has no revision", s->config->member.alias);
		if (!s->target.released || !s->target.candidate || (!cloudrun_settled(&s->now) && !cloudrun_failed(&s->now)))
			continue;
		if (!cloudrun_settled(&s->now))
			return arena_printf(a, "%s: its last change failed and it has not settled%s%s", s->config->member.alias,
				why ? ": " : "", why ? why : "");
		bool waits = release->promoting && s->config->kind == CLOUDRUN_POOL; /* it runs nowhere before the first step */
		if (!release_serves(s) && !release_asked(observations, s) && !waits)
			return advice_serves_nothing(a, s);
	}
	return NULL;
}

void endings_say_pins(const struct release *release, const struct options *o, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *alias = s->config->member.alias, *requested = release_requested(o, s);
		if (s->selected && s->chosen && s->target.candidate && s->target.released && !release_serves(s))
			say_next(log, requested ? "rungate promote %s --candidate %s=%s" : "rungate promote %s", alias, alias,
				requested ? text_shell(log->a, requested) : NULL);
	}
}
