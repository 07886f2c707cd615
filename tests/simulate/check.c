/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: the invariants N1 to N18, checked from outside with full knowledge of the world. */
#include "sim.h"
#include "../../gate/judge/judge.h"
#include "../../gate/run/run.h"

#include <stdio.h>
#include <string.h>

#define CANARY "ya29.canary-of-the-simulation"

void broken(struct sim *s, const char *invariant, const char *fmt, ...)
{
	va_list ap;
	fprintf(s->out, "seed %llu: %s at %.3f s: ", (unsigned long long)s->seed, invariant, (double)s->now / 1000);
	va_start(ap, fmt);
	vfprintf(s->out, fmt, ap);
	va_end(ap);
	fputc('\n', s->out);
	s->failures++;
}

/* True if the process resumes what an earlier process began. */
static bool goes_on(const struct sim *s)
{
	return s->run->recovery.entry && !actor_planted(s->run);
}

/* ---- A PATCH arrives ---------------------------------------------------------------------------- */

enum { CLOCK_MS = 1000 };
enum { PROMOTE_STAGES = 3 }; /* at 0 %, 30 % and 100 % */

static bool was_read(const struct sim *s, int service, int64_t etag)
{
	for (int i = 0; i < s->n_seen[service]; i++)
		if (s->seen[service][i] == etag)
			return true;
	return false;
}

static void check_fit(struct sim *s, const struct service_model *v, const struct split *wish)
{
	for (int i = 0; i < wish->n; i++) {
		const struct row *r = &wish->rows[i];
		if (!r->percent)
			continue;
		if (r->revision == LATEST && s->attempt->promotes)
			continue;
		if (r->revision == LATEST) {
			broken(s, "N8", "a rollback of %s that follows LATEST", cloud_name(v->index));
			continue;
		}
		const struct revision *to = &v->revisions[r->revision];
		if (!to->ready && check_was_told_unfit(s, v, r->revision))
			broken(s, "N4", "%s was sent traffic and is not fit", to->name);
	}
}

static void check_tags(struct sim *s, const struct service_model *v, const struct split *wish)
{
	for (int i = 0; i < v->desired.n; i++) {
		bool kept = false;
		for (int j = 0; j < wish->n; j++)
			kept = kept ||
				(wish->rows[j].tag && v->desired.rows[i].tag && !strcmp(wish->rows[j].tag, v->desired.rows[i].tag) &&
					wish->rows[j].revision == v->desired.rows[i].revision);
		if (v->desired.rows[i].tag && !kept)
			broken(s, "N8", "the tag %s of %s was lost", v->desired.rows[i].tag, cloud_name(v->index));
	}
}

/* A promotion sends several changes, each only over a split that it has read or made itself. */
static void check_on_the_way(struct sim *s, int service, const struct percents *stands)
{
	const struct percents *last = &s->first_wish[service];
	for (int i = 0; i < s->n_changes; i++)
		if (s->changes[i].service == service && s->changes[i].story == s->attempt->story)
			last = &s->changes[i].after;
	if (!cloud_same(stands, last))
		broken(s, "N8", "%s is patched on its way although somebody else changed it", cloud_name(service));
}

static bool of_promotion(const struct sim *s, int story)
{
	for (int i = 0; i < s->n_attempts; i++)
		if (s->attempts[i].story == story)
			return s->attempts[i].promotes;
	return false;
}

/* The current split must be the first one that this process read, one that an earlier process had read, or that of its
 * own change that could not be made. Only the split counts: somebody may have changed it and restored it since. */
static void check_ours(struct sim *s, int service, const struct percents *stands, const struct percents *wish)
{
	int mine = world_story(s);
	if (s->attempt->promotes && !goes_on(s)) {
		check_on_the_way(s, service, stands);
		return;
	}
	bool first = s->read[service] && stale_was_judged(s, service, stands), done = false, own_failed = false;
	for (int i = 0; i < s->n_changes; i++) {
		const struct change *c = &s->changes[i];
		if (c->service != service)
			continue;
		own_failed = own_failed || (c->story == mine && c->failed && cloud_same(&c->after, stands));
		if (c->story == mine && !c->failed && !of_promotion(s, mine))
			done = true;
		else if (c->story == OTHER && done && !cloud_same(&c->before, &c->after))
			broken(s, "N8", "%s is patched although somebody changed it after us", cloud_name(service));
	}
	if (!first && !own_failed && !goes_on(s) && !cloud_same(stands, wish))
		broken(s, "N8", "%s is patched although its traffic is not what was judged", cloud_name(service));
	if (done)
		broken(s, "N7", "%s is patched twice", cloud_name(service));
}

/* A verdict moves only selected services, and only if it condemns them for the first time or while the release is
 * recent. */
static void check_may_move(struct sim *s, int service)
{
	const struct service *v = &s->run->release.services[service];
	if (!v->selected)
		broken(s, "N14", "%s is moved and was not named", cloud_name(service));
	/* the decision was made after this time: by the local clock if answers have no Date, else by Google's, known to one
	 * second */
	int64_t began = world_wall(s) - (s->now - s->attempt->began) + (s->dated ? -CLOCK_MS : s->clock_off_ms);
	bool young = target_young(&v->target, began, s->run->config.rollback.release_window) ||
		s->clock_set_at > s->attempt->began;
	if (!v->target.released || (v->target.again && !young))
		broken(s, "N15", "%s is moved and was not released lately", cloud_name(service));
}

bool check_ahead_counts(const struct sim *s, int service)
{
	const struct ahead_answer *h = &s->aheads[service];
	const struct service *v = &s->run->release.services[service];
	if (!h->came || h->edge || !h->revision)
		return h->came;
	if (s->attempt->identity_on && v->target.released && v->target.candidate)
		return !strcmp(v->target.candidate->name, h->revision);
	return cloudrun_percent(&v->first.effective, v->first.latest_ready, h->revision) > 0;
}

/* At least gate.failures answers of one probe must have been bad. Answers that came while the process was late do not
 * count. */
static void check_enough(struct sim *s, int service)
{
	int most = 0, late = 0, failures = (int)s->run->config.gate.failures;
	for (int i = 0; i < s->n; i++) {
		int bad = s->bad_answers[i] + (check_ahead_counts(s, i) && !s->aheads[i].well && !s->aheads[i].late);
		most = bad > most ? bad : most;
		late = s->late_answers[i] > late ? s->late_answers[i] : late;
	}
	if (most < failures)
		broken(s, late ? "N21" : "N2", "%s is moved after %d bad answers, and %d that came while the process was late",
			cloud_name(service), most, late);
}

void check_patch(struct sim *s, int service, const struct split *wish, int64_t etag, bool accepted)
{
	const struct service_model *v = &s->services[service];
	struct percents to = cloud_percents(v, wish, v->latest_created),
					stands = cloud_percents(v, &v->desired, v->latest_created);
	bool verify = !strcmp(s->attempt->command, "verify"), unready = false;
	if (s->attempt->promotes)
		verify = false;
	if (!was_read(s, service, etag))
		broken(s, "N3", "a PATCH of %s without a fresh read", cloud_name(service));
	check_fit(s, v, wish);
	for (int i = 0; i < s->n; i++)
		for (int j = 0; j < s->services[i].n; j++)
			unready = unready || !s->services[i].revisions[j].ready;
	if (verify && !goes_on(s) && !unready)
		check_enough(s, service);
	if (verify && !goes_on(s))
		check_may_move(s, service);
	if (accepted) {
		check_tags(s, v, wish);
		check_ours(s, service, &stands, &to);
	}
}

void check_read(struct sim *s, const struct flight *f)
{
	const struct version *is = f->version;
	/* a promotion waits until the service has settled */
	if (!s->read[f->service] || (s->attempt->promotes && !s->attempt->patches))
		s->first_wish[f->service] = is->desired;
	s->read[f->service] = true;
	stale_note_read(s, f->service, &is->desired);
	if (s->n_seen[f->service] < SEEN_MAX)
		s->seen[f->service][s->n_seen[f->service]++] = is->etag;
	const struct traffic_move *m = s->run->release.services[f->service].move;
	const struct service_model *v = &s->services[f->service];
	bool there = m && is->settled && cloud_same(&is->desired, &is->effective);
	for (int j = 0; there && j < v->n; j++)
		there = is->effective.of[j] == cloudrun_percent(&m->target, NULL, v->revisions[j].name);
	s->reached[f->service] = s->reached[f->service] || there;
}

/* With identity, the gate knows which revision answered. If the service belongs to the release, it judges only answers
 * of the candidate. An answer from the tag URL of another revision is never one of the candidate: it is the witness's.
 * If an answer was lost, nobody knows which revision gave it. */
void check_delivered(struct sim *s, const struct flight *f, bool told, bool well)
{
	const struct target *target = &s->run->release.services[f->service].target;
	const struct cloudrun_revision *candidate = target->released ? target->candidate : NULL;
	const char *whose = told ? f->revision : NULL;
	if (s->attempt->identity_on && candidate && whose && strcmp(candidate->name, whose) != 0)
		return;
	if (f->tagged && candidate && strcmp(candidate->name, f->tagged) != 0)
		return;
	bool late = !well && check_was_late(s, f);
	if (late)
		happened(s, HAPPENED_LATE_FAILURE);
	if (f->ahead) {
		s->aheads[f->service] = (struct ahead_answer){
			.came = true, .well = well, .late = late, .edge = f->edge, .revision = whose
		};
		return;
	}
	s->aheads[f->service].bad_since = s->aheads[f->service].bad_since || !well;
	s->late_answers[f->service] += late;
	s->bad_answers[f->service] += !well && !late;
	if (!well)
		s->row_lost[f->service] = watched_row(s, f->service);
	s->good_row[f->service] = well ? s->good_row[f->service] + 1 : 0;
}

/* ---- A request is sent ------------------------------------------------------------------------------ */

void check_request(struct sim *s, const struct http_request *r)
{
	bool api = strstr(secret_reveal(r->url), "127.0.0.1") != NULL, json = false;
	for (size_t i = 0; i < r->n_headers; i++)
		json = json ||
			(!strcmp(r->headers[i].name, "Accept") && !strcmp(secret_reveal(r->headers[i].value), "application/json"));
	if (api && !json)
		broken(s, "GCP22", "an answer may come in another form: %s", secret_shown(r->url));
	for (size_t i = 0; i < r->n_headers; i++)
		if (!api && strstr(secret_reveal(r->headers[i].value), CANARY))
			broken(s, "N5", "the token leaves for %s", secret_shown(r->url));
	if (s->attempt->requests == 20000 && !s->run->release.bake)
		broken(s, "N9", "20000 requests");
}

/* ---- A process has ended ------------------------------------------------------------------------------- */

static void check_passed(struct sim *s)
{
	const struct run *r = s->run;
	for (size_t i = 0; i < r->release.n_services; i++) {
		int row = watched_row(s, (int)i);
		if (r->release.services[i].selected && r->release.services[i].target.released && !s->services[i].pool &&
			row < (int)r->config.gate.passes)
			broken(s, "N1", "passed although %s gave %d good answers in a row", cloud_name((int)i), row);
	}
}

/* What a rule reads from the side APIs was observed. */
static void check_sides_seen(struct sim *s)
{
	const struct run *r = s->run;
	for (int i = 0; r->config.sql.n && i < SIDE__COUNT; i++)
		if (!s->sides[i].seen && (i < SIDE_MONITORING || r->release.services[0].selected))
			broken(s, "N1", "passed although %s was not seen", side_name((enum side)i));
}

/* Only a failed verdict condemns, and only services that were selected and released. */
static void check_condemned(struct sim *s)
{
	const struct run *r = s->run;
	bool judged = r->result.verdict == VERDICT_FAILED &&
		(r->result.decision == DECISION_CONDEMNED || r->recovery.entry),
		 any = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *v = &r->release.services[i];
		any = any || v->condemned;
		if (v->condemned && (!judged || !v->target.released || (!v->selected && !r->recovery.entry)))
			broken(
				s, "N16", "%s is condemned by a run that did not judge it: %s", cloud_name((int)i), r->result.reason);
	}
	if (r->result.decision == DECISION_CONDEMNED && r->config.rollback.scope == 0 && !any)
		broken(s, "N16", "condemned, and nobody is: %s", r->result.reason);
}

static void check_claims(struct sim *s)
{
	const struct run *r = s->run;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct traffic_move *m = r->release.services[i].move;
		if (!m || m->state != MOVE_DONE)
			continue;
		if (!s->reached[i] && r->release.services[i].known)
			broken(s, "N7", "%s is called moved and was never seen so", cloud_name((int)i));
	}
}

bool others_acted(const struct sim *s)
{
	for (int i = 0; i < s->n_changes; i++)
		if (s->changes[i].story == OTHER)
			return true;
	return s->unfit > 0;
}

static bool one_is_slow(const struct sim *s)
{
	for (int i = 0; i < s->n; i++) {
		const struct service_model *v = &s->services[i];
		if (v->reconciling || s->now - v->versions[v->n_versions - 1].at < 40000)
			return true;
	}
	return false;
}

/* A later order moved the service elsewhere. What was begun before it is then not finished for that service. */
static bool ordered_since(const struct sim *s, int service)
{
	for (int i = 0; i < s->n_changes; i++) {
		const struct change *c = &s->changes[i];
		for (int k = 0; c->service == service && k < s->n_attempts; k++)
			if (s->attempts[k].story == c->story && c->story > world_story(s) && !s->attempts[k].judges)
				return true;
	}
	return false;
}

/* If no one else acts, no one else is blamed; in a calm world, what was begun is finished. */
static void check_alone(struct sim *s)
{
	const struct run *r = s->run;
	if (others_acted(s))
		return;
	/* a crashed promotion leaves nothing to resume; an explicit rollback may have been about another revision */
	bool promoted = false;
	for (int i = 0; i < s->n_attempts; i++)
		promoted = promoted || (s->attempts[i].crashed && !s->attempts[i].judges);
	/* A PATCH of an earlier process may arrive during an explicit rollback that does not resume it. */
	bool ordered = s->n_attempts > 1 && !strcmp(s->attempt->command, "rollback");
	/* without a journal, an earlier process may be blamed */
	bool recorded = !strstr(r->config.rollback.journal, "/file/");
	/* an order that was carried out since the bake began supersedes it, as a change by hand does */
	ordered = ordered || (r->release.bake && watched_was_ordered(s));
	if (r->result.action == ACTION_SUPERSEDED && !promoted && !ordered && !actor_planted(r) && recorded)
		broken(s, "S1", "superseded by nobody: %s", r->result.reason);
	for (size_t i = 0; goes_on(s) && s->attempt->calm && i < r->release.n_services; i++) {
		const struct traffic_move *m = r->release.services[i].move;
		bool slow = one_is_slow(s) || s->services[i].dead;
		bool elsewhere = m && m->state == MOVE_SUPERSEDED && ordered_since(s, (int)i);
		if (m && m->state != MOVE_DONE && m->state != MOVE_NOT_NEEDED && !slow && !elsewhere)
			broken(s, "L2", "%s is left %s: %s", m->alias, move_state_name(m->state), m->note ? m->note : "");
	}
}

static void check_again(struct sim *s)
{
	struct run *r = s->run;
	struct outcomes again;
	if (!r->judged.facts || !r->policy.n)
		return;
	judge(r->a, &r->policy, r->judged.facts, &again);
	struct outcomes twice;
	judge(r->a, &r->policy, r->judged.facts, &twice);
	for (size_t i = 0; i < again.n; i++)
		if (i >= twice.n || again.items[i].kind != twice.items[i].kind)
			broken(s, "N12", "rule %s judged twice differs", again.items[i].rule->id);
}

static void check_budget(struct sim *s)
{
	const struct run *r = s->run;
	int64_t stages = s->attempt->promotes ? PROMOTE_STAGES : 1; /* each stage is judged, and then traffic is moved */
	int64_t stage = r->config.gate.deadline + r->config.rollback.deadline,
			more = r->config.rollback.confirm + 90 * 1000;
	stage += r->release.bake ? r->config.gate.bake : 0;
	int64_t limit = stages * stage + more + stall_ms(s, s->attempt->began, s->now);
	if (s->now - s->attempt->began > limit)
		broken(s, "N9", "it took %lld s", (long long)(s->now - s->attempt->began) / 1000);
}

static void check_files(struct sim *s, const char *dir, const char *suffix, bool json)
{
	char **names;
	size_t n;
	struct err e;
	struct str text;
	struct json *v;
	if (s->seed % 8 || file_list(s->a, dir, "", &names, &n, &e)) /* this check takes a sixth of the time */
		return;
	for (size_t i = 0; i < n; i++) {
		if (strstr(names[i], ".tmp"))
			broken(s, "N10", "a torn file is left: %s", names[i]);
		if (!strstr(names[i], suffix) ||
			file_read(s->a, arena_printf(s->a, "%s/%s", dir, names[i]), 64 * 1024 * 1024, &text, &e))
			continue;
		if (json && json_parse(s->a, text, &v, &e))
			broken(s, "N10", "%s: %s", names[i], e.text);
		if (strstr(text.p, CANARY))
			broken(s, "N6", "the token stands in %s", names[i]);
	}
}

/* After an ending, only an explicit rollback may begin again. */
static void check_ended(struct sim *s)
{
	const struct journal_entry *story = s->run->recovery.entry;
	if (story && story->action && strcmp(s->attempt->command, "resume") != 0)
		broken(s, "N17", "%s goes on with a rollback that has ended (%s)", s->attempt->command, story->action);
	if (actor_planted(s->run) && strcmp(s->attempt->command, "resume") != 0 &&
		s->run->result.decision != DECISION_CONDEMNED && s->run->result.verdict != VERDICT_ORDERED &&
		s->attempt->patches)
		broken(s, "N18", "%s moves traffic by a planted journal", s->attempt->command);
}

void check_end(struct sim *s)
{
	const struct run *r = s->run;
	const struct attempt *t = s->attempt;
	check_ended(s);
	if (r->result.verdict == VERDICT_PASSED && t->exit_code == EXIT_PASSED) {
		check_passed(s);
		check_sides_seen(s);
	}
	if (r->result.verdict == VERDICT_PASSED && r->record.error.code != ERR_NONE && t->exit_code == EXIT_PASSED)
		broken(s, "N13", "passed without evidence");
	if (t->exit_code == EXIT_BUG)
		broken(s, "N11", "an internal error: %s", r->result.reason);
	bool by_order = r->options->command->options & (OPT_MOVE | OPT_RESUME), watches = r->release.bake;
	if (r->result.verdict != VERDICT_NONE &&
		!exit_code_fits(r->result.verdict, r->result.action, by_order, watches, t->exit_code))
		broken(s, "N11", "%s ends with %d, %s, %s", t->command, t->exit_code, verdict_name(r->result.verdict),
			action_name(r->result.action));
	check_claims(s);
	check_job_end(s);
	stale_check_candidates(s);
	check_condemned(s);
	check_alone(s);
	check_healed(s);
	check_again(s);
	check_budget(s);
	check_files(s, r->config.evidence.dir, ".json", true);
	check_files(s, r->config.rollback.journal, ".jsonl", false);
}
