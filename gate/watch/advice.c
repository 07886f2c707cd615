/* SPDX-License-Identifier: Apache-2.0 */
/* advice.c: suggests commands for what a run found: why a revision is not ready, a missing service, traffic that does
 * not reach the candidate. */
#include "watch.h"
#include "../config/template.h"

#include <string.h>

/* The candidate is not ready. The run's reason has Cloud Run's message; these commands show the details. */
static void of_unready(struct arena *a, struct run_log *log, const struct service *s)
{
	const struct cloudrun_revision *v = s->target.candidate;
	const struct cloudrun_kind_row *k = cloudrun_kind(s->config->kind);
	const char *grant = v->ready_message ? cloudrun_grant(a, v->ready_message) : NULL;
	if (grant) {
		say_next(log, "grant the permission that %s lacks, then deploy again:", v->name);
		say_next(log, "%s", grant);
	}
	say_next(log, "to see why %s did not become ready:", v->name);
	const char *region = text_shell(a, s->config->region), *project = text_shell(a, s->config->project);
	const char *filter = arena_printf(a, "resource.type=\"%s\" resource.labels.%s=%s resource.labels.revision_name=%s",
		k->monitored, k->label, template_quoted(a, s->config->service), template_quoted(a, v->name));
	say_next(log, "gcloud run %s describe %s --region=%s --project=%s", k->revisions, text_shell(a, v->name), region,
		project);
	say_next(log, "gcloud logging read %s --project=%s --limit=50", text_shell(a, filter), project);
}

static void of_missing(struct arena *a, struct run_log *log, const struct service *s)
{
	const struct cloudrun_kind_row *k = cloudrun_kind(s->config->kind);
	say_next(log, "to list the %ss%s:", k->what,
		s->config->kind == CLOUDRUN_SERVICE ? " (worker pools and jobs are not services)" : "");
	say_next(log, "gcloud run %s list --region=%s --project=%s", k->gcloud, text_shell(a, s->config->region),
		text_shell(a, s->config->project));
}

const char *advice_serves_nothing(struct arena *a, const struct service *s)
{
	const char *where = arena_printf(a, "is pinned to %s", cloudrun_split_text(a, &s->now.desired));
	struct cloudrun_split users = cloudrun_resolved(a, &s->now.effective, s->now.latest_ready);
	if (cloudrun_follows_latest(&s->now.desired))
		where = arena_printf(a, "follows LATEST, and %s on %s",
			s->config->kind == CLOUDRUN_SERVICE ? "users are" : "all are", cloudrun_split_text(a, &users));
	return arena_printf(a, "%s: the candidate %s serves nothing: %s %s", s->config->member.alias,
		s->target.candidate->name, s->config->kind == CLOUDRUN_SERVICE ? "traffic" : "the split of its instances",
		where);
}

/* LATEST is another revision than the candidate, so following LATEST does not give the candidate traffic. */
static void of_overtaken(struct arena *a, struct run_log *log, const struct service *s)
{
	const struct cloudrun_revision *v = s->target.candidate;
	if (!v->ready || release_serves(s) || (s->now.latest_created && !strcmp(s->now.latest_created, v->name)))
		return;
	say_next(log, "to move all %s to %s at once, by hand:", cloudrun_kind(s->config->kind)->shares, v->name);
	struct cloudrun_target all = { .revision = v->name, .percent = 100 };
	say_next(log, "%s", plan_command(a, &s->now, &(struct cloudrun_split){ &all, 1 }));
}

void advice_say(const struct release *release, const struct result *result, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct cloudrun_revision *v = s->chosen ? s->target.candidate : NULL;
		if (!s->selected || result->verdict == VERDICT_PASSED)
			continue;
		if (s->observation->count && s->observation->error.code == ERR_NOT_FOUND)
			of_missing(log->a, log, s);
		else if (v && v->ready_known && !v->ready &&
			(result->verdict != VERDICT_ORDERED || result->action == ACTION_NOT_MOVED))
			of_unready(log->a, log, s);
		else if (v && result->ending == ENDING_SERVES_NOTHING)
			of_overtaken(log->a, log, s);
	}
}
