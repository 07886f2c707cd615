/* SPDX-License-Identifier: Apache-2.0 */
/* validate.c: asks Cloud Run early in a run whether it would accept the rollback, with validateOnly, which changes
 * nothing. Nothing waits for the answers. */
#include "validate.h"
#include "../source/cloud/owner.h"

enum { VALIDATE_MS = 5000, TRIES_MAX = 3, NAMES_MAX = 3 };

struct asking {
	struct run_log *log;
	const struct recovery *recovery;
	struct service *s;
};

/* ---- The answer ----------------------------------------------------------------------------------------------- */

static void refused(struct run_log *log, const struct service *s, const char *to)
{
	const char *alias = s->config->member.alias;
	const char *text = arena_printf(
		log->a, "Cloud Run would refuse to roll %s back to %s: %s", s->config->service, to, s->validation.why);
	say_note(log, "%s", text);
	say_line(log, "warning: %s", text);
	say_event(log, "rollback_refused", alias, s->validation.why);
	if (s->validation.dead)
		say_next(log, "%s: make %s able to serve again (for instance push its image), before a rollback needs it",
			alias, s->validation.dead);
	else
		say_next(log, "%s: mend what Cloud Run refuses, before a rollback needs it", alias);
}

static void unknown(struct run_log *log, const struct recovery *recovery, const struct service *s, const char *to)
{
	const char *alias = s->config->member.alias;
	say_event(log, "rollback_unchecked", alias, s->validation.why);
	if (!recovery->missing_permission) /* that says it already */
		say_note(
			log, "%s: whether Cloud Run would accept a rollback to %s is not known: %s", alias, to, s->validation.why);
}

static void end(struct run_log *log, const struct recovery *recovery, struct service *s, enum validation_state state,
	const char *why)
{
	struct validation *v = &s->validation;
	const char *to = cloudrun_split_text(log->a, &v->target);
	struct target_refusal part;
	v->state = state;
	v->why = why ? say_scrub(log, why) : NULL;
	if (state == VALIDATION_REFUSED && guard_refused_part(log->a, &v->target, v->why, &part))
		v->dead = part.revision;
	if (state == VALIDATION_REFUSED)
		refused(log, s, to);
	else if (state == VALIDATION_UNKNOWN)
		unknown(log, recovery, s, to);
}

/* The operation of such a request is not stored; if it ends with an error, the answer has it. */
static const char *error_within(struct arena *a, const struct json *operation)
{
	struct str message = json_text(json_at(operation, "error.message"));
	return json_get(operation, "error") ? arena_printf(a, "%.*s", (int)message.n, message.p) : NULL;
}

static void validate_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct asking *q = arg;
	struct validation *v = &q->s->validation;
	enum err_code code = reply->error.code;
	const char *within = code == ERR_NONE ? error_within(q->log->a, reply->body) : NULL;
	if (v->state != VALIDATION_ASKED) /* it came too late */
		return;
	if (code == ERR_CONFLICT && v->tries < TRIES_MAX)
		v->state = VALIDATION_NONE; /* somebody changed the service since it was read */
	else if (code == ERR_REFUSED || code == ERR_NOT_FOUND || within)
		end(q->log, q->recovery, q->s, VALIDATION_REFUSED, within ? within : reply->error.text);
	else if (code != ERR_NONE)
		end(q->log, q->recovery, q->s, VALIDATION_UNKNOWN, reply->error.text);
	else
		end(q->log, q->recovery, q->s, VALIDATION_ACCEPTED, NULL);
}

/* ---- Asking ---------------------------------------------------------------------------------------------------- */

/* Returns whether a failing verdict would now send a change of the service; *plan is it. */
static bool would_move(struct arena *a, const struct service *s, struct plan *plan)
{
	const struct target *t = &s->target;
	if (!s->selected || !s->chosen || !t->released || !t->candidate || !t->split.n || s->superseded)
		return false;
	if (!cloudrun_settled(&s->now) || cloudrun_lacks(&s->now) || owner_regions(a, s->now.raw))
		return false;
	plan_rollback(a, &s->now, &t->split, s->revisions, s->n_revisions, false, plan);
	return plan->needed;
}

void validate_ask(struct run_log *log, struct gcp *g, const struct recovery *recovery, struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		struct service *s = &release->services[i];
		struct plan plan;
		if (s->validation.state != VALIDATION_NONE || recovery->missing_permission || !would_move(log->a, s, &plan))
			continue;
		struct asking *q = ARENA_NEW(log->a, struct asking);
		*q = (struct asking){ log, recovery, s };
		s->validation.state = VALIDATION_ASKED;
		s->validation.target = s->target.split;
		s->validation.tries++;
		cloudrun_validate_traffic(
			g, log->a, &s->now, &plan.traffic, loop_now(log->loop) + VALIDATE_MS, validate_on_reply, q);
	}
}

void validate_end(struct run_log *log, struct release *release)
{
	static const char why[] = "Cloud Run has not answered yet";
	const char *names = "";
	size_t n = 0;
	for (size_t i = 0; i < release->n_services; i++) {
		struct validation *v = &release->services[i].validation;
		if (v->state != VALIDATION_ASKED)
			continue;
		v->state = VALIDATION_UNKNOWN;
		v->why = why;
		if (n++ < NAMES_MAX)
			names = arena_printf(
				log->a, "%s%s%s", names, *names ? ", " : "", release->services[i].config->member.alias);
	}
	if (n)
		say_note(log, "whether Cloud Run would accept a rollback of %s%s is not known: %s", names,
			n > NAMES_MAX ? arena_printf(log->a, " and %zu more", n - NAMES_MAX) : "", why);
}
