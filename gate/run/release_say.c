/* SPDX-License-Identifier: Apache-2.0 */
/* release_say.c: reports at the start of a run which services are judged and which are not, and why. */
#include "say.h"

static const char *time_of(struct arena *a, int64_t at)
{
	return clock_time_text(a, at);
}

const char *release_passed_over(struct arena *a, const struct release *release, const struct service *s)
{
	const struct target *t = &s->target;
	if (!t->snapshot_late)
		return t->snapshot_passed_over;
	return arena_printf(a, "it was taken at %s, after %s was deployed (created at %s), and %s has no passing verdict",
		time_of(a, t->snapshot_at ? t->snapshot_at : release->snapshot->taken_at), t->candidate->name,
		time_of(a, t->candidate->created_at), t->candidate->name);
}

static void say_passed_over(struct arena *a, struct release *release, struct run_log *log, const struct service *s)
{
	const char *why = release_passed_over(a, release, s);
	if (!why)
		return;
	say_note(log, "%s: the snapshot is ignored: %s", s->config->member.alias, why);
	say_event(log, "snapshot_passed_over", s->config->member.alias, why);
}

const char *release_newer_text(
	struct arena *a, const struct service *s, const struct cloudrun_revision *newer, const char *than)
{
	const char *alias = s->config->member.alias;
	return arena_printf(a,
		"%s: %s is newer than %s and has 0 %% of the traffic; to release it: rungate promote %s --candidate %s=%s",
		alias, newer->name, than, alias, alias, text_shell(a, newer->name));
}

const char *release_back_text(struct arena *a, const struct service *s)
{
	const struct target *t = &s->target;
	const char *with = t->went_back_with;
	return arena_printf(a, "%s%s",
		t->candidate_condemned ? "failed before"
			: with             ? "went back with "
							   : "was moved back before",
		t->candidate_condemned || !with ? "" : with);
}

static void say_standing_back(struct arena *a, struct run_log *log, const struct service *s)
{
	const char *alias = s->config->member.alias;
	say_note(log, "%s stays at its baseline, %s: %s %s%s%s", alias, cloudrun_split_text(a, &s->now.desired),
		s->target.candidate->name, release_back_text(a, s),
		s->target.candidate_condemned ? "" : "; to release it: rungate promote ",
		s->target.candidate_condemned ? "" : alias);
}

static void say_again(struct arena *a, struct run_log *log, const struct service *s)
{
	const struct target *t = &s->target;
	const char *alias = s->config->member.alias;
	if (t->passed_at)
		say_note(log, "%s: %s passed at %s and is judged again", alias, t->candidate->name, time_of(a, t->passed_at));
	else if (!t->in_snapshot)
		say_note(log, "%s: %s was created at %s, before this release, and is judged although it is not new", alias,
			t->candidate->name, time_of(a, t->candidate->created_at));
}

/* True if the snapshot has all selected services, and their traffic has not changed since. */
static bool nothing_deployed(const struct release *release)
{
	bool all = true, any = false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!s->selected || !s->chosen || !s->target.candidate || s->target.stands_back)
			continue;
		any = true;
		all = all && s->target.again && s->target.in_snapshot;
	}
	return any && all;
}

/* ordered: an explicit command, which itself names what is to be done. */
void release_say(struct release *release, struct run_log *log, bool ordered)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct target *t = &s->target;
		if (!s->chosen || s->said)
			continue;
		release->services[i].said = true;
		say_passed_over(log->a, release, log, s);
		if (ordered || !s->selected || !t->candidate)
			continue;
		if (t->newer)
			say_note(log, "%s", release_newer_text(log->a, s, t->newer, t->candidate->name));
		if (t->stands_back)
			say_standing_back(log->a, log, s);
		if (t->again)
			say_again(log->a, log, s);
	}
	if (!ordered && nothing_deployed(release))
		say_note(log, "nothing was deployed since the snapshot of %s", time_of(log->a, release->snapshot->taken_at));
}
