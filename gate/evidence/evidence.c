/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.c: composes the predicate of a run (policies/EVIDENCE.md). */
#include "evidence.h"
#include "../judge/asked.h"
#include "../judge/causes.h"
#include "../source/signal/lines.h"

static void set_time(struct arena *a, struct json *v, const char *key, int64_t at)
{
	json_set_string(a, v, key, clock_time_text(a, at));
}

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

/* Of each row what it has. */
static struct json *split_json(struct arena *a, const struct cloudrun_split *split)
{
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_target *t = &split->rows[i];
		struct json *v = json_new_object(a);
		json_set_string(a, v, "revision", or_null(t->revision));
		json_set_int(a, v, "percent", t->percent);
		if (t->latest)
			json_set_bool(a, v, "latest", true);
		json_set_string(a, v, "tag", or_null(t->tag));
		json_set_string(a, v, "uri", or_null(t->uri));
		json_add(all, v);
	}
	return all;
}

static void move_json(struct arena *a, const struct service *s, struct json *v)
{
	const struct traffic_move *m = s->move;
	const struct cloudrun_service *last = m ? &m->last : &s->now;
	const struct cloudrun_revision *c = s->target.candidate;
	bool known = !m || m->state != MOVE_UNKNOWN;
	if (known && c)
		json_set_int(a, v, "candidatePercent", cloudrun_percent(&last->effective, last->latest_ready, c->name));
	if (known)
		json_set(v, "trafficAfter", split_json(a, &last->effective));
	else
		json_set(v, "trafficAfter", json_new_null(a));
	if (m && s->asked)
		json_set_bool(a, v, "answered", s->answered);
	json_set_bool(a, v, "restored", m && s->restored);
	if (!m)
		return;
	json_set_string(a, v, "move", move_state_name(m->state));
	json_set_bool(a, v, "moved", m->state == MOVE_DONE);
	json_set_string(a, v, "note", m->note);
	json_set_bool(a, v, "sent", m->sent);
	json_set(v, "target", split_json(a, &m->target));
}

static void candidate_json(struct arena *a, const struct service *s, struct json *v)
{
	const struct cloudrun_revision *c = s->target.candidate;
	const char *commit = service_commit(a, c);
	json_set_string(a, v, "candidate", c->name);
	json_set_string(a, v, "candidateUid", c->uid);
	json_set_string(a, v, "image", c->image);
	json_set_string(a, v, "commit", or_null(commit));
}

/* What a replay needs to decide whether a deciding rule observed the service. */
static void asked_json(
	struct arena *a, const struct judged *judged, const struct asked *q, const struct service *s, struct json *v)
{
	if (!judged->rounds.count || !s->selected)
		return;
	json_set_bool(a, v, "asked", asked_service(q, s));
	if (!s->config->asked)
		json_set_bool(a, v, "askedWaived", true);
	json_set(v, "reachedBy", asked_reached_by(a, q, s));
}

/* Returns the condemned services that caused this one to be moved back too; NULL if it was not moved, or was condemned
 * itself. */
static struct json *went_back_with(
	struct arena *a, const struct release *release, const struct result *result, const struct service *s)
{
	struct json *all = json_new_array(a);
	bool with = result->verdict == VERDICT_FAILED && !s->condemned && s->move && s->move->sent;
	for (size_t i = 0; with && i < release->n_services; i++)
		if (release->services[i].condemned)
			json_add(all, json_new_string(a, release->services[i].config->member.alias));
	return json_size(all) ? all : NULL;
}

/* The aliases in the order of the config: the members of an object have none. */
static struct json *order_json(struct arena *a, const struct release *release)
{
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < release->n_services; i++)
		json_add(all, json_new_string(a, release->services[i].config->member.alias));
	return all;
}

/* Returns the traffic split before this run moved anything. */
static const struct cloudrun_split *split_before(const struct recovery *recovery, const struct service *s)
{
	if (recovery->entry && s->move)
		return &s->move->first.desired;
	return s->before_steps.n ? &s->before_steps : &s->first.effective;
}

static struct json *services_json(struct run *r, const struct asked *asked)
{
	struct json *all = json_new_object(r->a);
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		const struct target *t = &s->target;
		struct json *v = json_new_object(r->a);
		json_set_string(r->a, v, "service", s->config->service);
		json_set_string(r->a, v, "project", s->config->project);
		json_set_string(r->a, v, "region", s->config->region);
		json_set_bool(r->a, v, "judged", s->selected);
		asked_json(r->a, &r->judged, asked, s, v);
		json_set(all, s->config->member.alias, v);
		if (!s->known) {
			json_set_string(r->a, v, "note", s->observation->error.text);
			continue;
		}
		json_set_string(r->a, v, "name", s->first.name);
		json_set_string(r->a, v, "uid", s->first.uid);
		json_set_string(r->a, v, "uri", s->first.uri);
		if (t->candidate)
			candidate_json(r->a, s, v);
		json_set_string(r->a, v, "baseline", t->baseline ? t->baseline->name : NULL);
		json_set_string(r->a, v, "baselineImage", t->baseline ? t->baseline->image : NULL);
		json_set_string(r->a, v, "baselineSource", baseline_source_name(t->source));
		json_set_bool(r->a, v, "released", t->released);
		if (t->again)
			json_set_bool(r->a, v, "judgedAgain", true);
		json_set_bool(r->a, v, "condemned", s->condemned);
		json_set(v, "wentBackWith", went_back_with(r->a, &r->release, &r->result, s));
		json_set(v, "trafficBefore", split_json(r->a, split_before(&r->recovery, s)));
		move_json(r->a, s, v);
	}
	return all;
}

static struct json *policies_json(struct arena *a, const struct policy *policy)
{
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < policy->n_files; i++) {
		struct json *v = json_new_object(a);
		json_set_string(a, v, "name", policy->files[i].name);
		json_set_string(a, v, "sha256", policy->files[i].sha256);
		json_set(v, "text", json_new_stringn(a, policy->files[i].text.p, policy->files[i].text.n));
		json_add(all, v);
	}
	return all;
}

/* With many outcomes, a round records one outcome for all members of a rule. Marks the members that did not exist in
 * that round yet as absent. */
static struct json *outcomes_then(struct arena *a, struct judged *judged, struct json *outcomes, int64_t round)
{
	struct json *copy = NULL;
	for (size_t i = 0; judged->outcomes.n > LIMIT_OUTCOMES_APART && i < judged->outcomes.n; i++) {
		const struct tally *t = rounds_tally(&judged->rounds, &judged->outcomes, i);
		if (!t || t->since <= round)
			continue;
		copy = copy ? copy : json_copy(a, outcomes);
		json_set_string(a, copy, outcome_id(a, &judged->outcomes.items[i]), "absent");
	}
	return copy ? copy : outcomes;
}

/* Returns the index of the first round of the newest count: a promotion restarts the count at each step. */
static size_t newest_count(struct json *const *log, size_t n)
{
	while (n && json_int(json_get(log[n - 1], "round")) != 1)
		n--;
	return n ? n - 1 : 0;
}

/* With more than LIMIT_OUTCOMES_WHOLE outcomes, a round records only those that differ from the round before. */
static struct json *rounds_json(struct arena *a, struct judged *judged)
{
	struct json *all = json_new_array(a);
	const struct json *before = NULL;
	size_t n;
	struct json *const *log = json_items(judged->log, &n);
	size_t newest = newest_count(log, n);
	bool changes = judged->outcomes.n > LIMIT_OUTCOMES_WHOLE;
	for (size_t i = 0; i < n; i++) {
		struct json *v = json_new_object(a);
		int64_t round = i < newest ? 1 : json_int(json_get(log[i], "round"));
		struct json *outcomes = outcomes_then(a, judged, json_get(log[i], "outcomes"), round);
		for (struct json_each it = json_each(log[i]); json_next(&it);)
			json_set(v, it.key, it.value);
		json_set(v, "outcomes", outcomes);
		if (before && changes) {
			json_set(v, "outcomes", NULL);
			json_set(v, "changed", statement_changed(a, before, outcomes));
		}
		json_add(all, v);
		before = outcomes;
	}
	return all;
}

static struct json *requests_json(struct arena *a, struct loop *loop)
{
	const struct http_record *records;
	size_t n = http_records(loop, a, &records);
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < n; i++) {
		struct json *v = json_new_object(a);
		set_time(a, v, "at", records[i].at);
		json_set_string(a, v, "host", records[i].host);
		json_set_string(a, v, "method", records[i].method);
		json_set_string(a, v, "path", records[i].path);
		json_set_int(a, v, "status", records[i].status);
		json_set_int(a, v, "ms", records[i].ms);
		if (records[i].attempts != 1) /* most requests are sent once; evidence of many services has thousands */
			json_set_int(a, v, "attempts", records[i].attempts);
		json_set_string(a, v, "error", records[i].error);
		json_add(all, v);
	}
	return all;
}

static struct json *config_json(struct arena *a, const struct config *c)
{
	struct json *v = json_new_object(a);
	char digest[SHA256_HEX];
	crypto_sha256_hex(c->raw.p, c->raw.n, digest);
	json_set_string(a, v, "file", c->path);
	json_set_string(a, v, "sha256", digest);
	return v;
}

/* The settings that rounds are counted with; a replay uses the same. */
static struct json *gate_json(struct arena *a, const struct config *c)
{
	const struct config_gate *g = &c->gate;
	struct json *v = json_new_object(a);
	json_set_int(a, v, "warmupMs", g->warmup);
	json_set_int(a, v, "intervalMs", g->interval);
	json_set_int(a, v, "passes", g->passes);
	json_set_int(a, v, "failures", g->failures);
	json_set_int(a, v, "deadlineMs", g->deadline);
	json_set_string(a, v, "unknown", g->unknown == UNKNOWN_ROLLBACK ? "rollback" : "inconclusive");
	return v;
}

/* The bake, with the rows that earlier processes counted: a replay begins with them. */
static struct json *watch_json(struct arena *a, const struct bake *b, unsigned rounds)
{
	struct json *v = json_new_object(a);
	set_time(a, v, "began", b->began);
	set_time(a, v, "until", b->until);
	json_set_bool(a, v, "once", b->once);
	json_set_int(a, v, "rounds", b->before + rounds);
	if (b->next > b->looked)
		set_time(a, v, "next", b->next);
	if (b->left_out)
		json_set_int(a, v, "roundsLeftOut", b->left_out);
	json_set_int(a, v, "cleanRow", b->clean_row);
	json_set(v, "failedRows", b->rows ? json_share(a, b->rows) : json_new_object(a));
	return v;
}

/* The index of earlier evidence that this run writes for the next one. */
static struct json *history_json(struct arena *a, const struct record_of_run *record)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "sha256", record->history_sha256);
	return v;
}

/* Why the release does badly, from what evidence holds, so that an audit can compute it again. */
static struct json *causes_json(struct arena *a, const struct observations *observations, const struct judged *judged,
	const struct recovery *recovery, const struct json *facts)
{
	struct causes_input in;
	causes_of_run(a, observations, judged, &in);
	in.facts = facts;
	in.differential = recovery->differential;
	in.proof = recovery->recovery_check;
	in.lines = judged->lines ? judged->lines->by_service : NULL;
	return causes_tree(a, &in);
}

/* Adds the facts, folded, and what causes are found in them. */
static void facts_json(struct arena *a, const struct config *c, const struct policy *p,
	const struct observations *observations, const struct judged *judged, const struct recovery *recovery,
	struct json *v)
{
	struct arena *temporary = arena_new(); /* the predicate holds what it has of it */
	const struct json *facts = judged->facts ? evidence_facts(temporary, c, p, judged) : NULL;
	json_set(v, "facts", facts ? evidence_facts_folded(a, facts) : json_new_object(a));
	if (facts)
		json_set(v, "causes", causes_json(temporary, observations, judged, recovery, facts));
	arena_free(temporary);
}

struct json *evidence_predicate(struct run *r)
{
	struct json *v = json_new_object(r->a);
	struct arena *temporary = arena_new(); /* v keeps the values that it holds */
	int64_t finished = loop_wall(r->loop);
	const struct asked *asked = r->judged.rounds.count
		? asked_open(r->a, &r->observations, &r->release, &r->judged.outcomes)
		: NULL;
	json_set_string(r->a, v, "rungate", rungate_version);
	json_set_string(r->a, v, "id", r->start.id);
	json_set_string(
		r->a, v, "command", r->options->no_rollback && !r->release.bake ? "check" : r->options->command->name);
	json_set_string(r->a, v, "release", r->release.id);
	json_set_string(r->a, v, "stage", r->config.stage);
	set_time(r->a, v, "startedAt", r->start.wall);
	set_time(r->a, v, "finishedAt", finished);
	json_set_int(r->a, v, "durationMs", loop_now(r->loop) - r->start.at);
	json_set_string(r->a, v, "verdict", verdict_name(r->result.verdict));
	json_set_string(r->a, v, "action", action_name(r->result.action));
	json_set_string(r->a, v, "decision", decision_name(r->result.decision));
	json_set_string(r->a, v, "decidedBy", ending_name(r->result.ending));
	json_set_int(r->a, v, "exitCode", result_exit_code(&r->result));
	json_set_string(r->a, v, "reason", r->result.reason ? r->result.reason : "");
	json_set_int(r->a, v, "clockSkewMs", gcp_skew_ms(r->gcp));
	json_set(v, "rules", evidence_rules(temporary, &r->judged));
	json_set(v, "services", services_json(r, asked));
	json_set(v, "order", order_json(temporary, &r->release));
	if (asked)
		json_set(v, "unjudged", asked_unjudged(r->a, asked, &r->config));
	json_set(v, "said", json_copy(r->a, r->log.said)); /* a copy: later messages are not recorded */
	json_set(v, "next", r->log.next);
	json_set(v, "policies", policies_json(temporary, &r->policy));
	json_set(v, "config", config_json(r->a, &r->config));
	json_set(v, "files", r->record.files);
	json_set(v, "gate", gate_json(r->a, &r->config));
	if (r->release.bake)
		json_set(v, "watch", watch_json(r->a, r->release.bake, r->judged.rounds.count));
	json_set(v, "endpoints", gcp_overrides(r->a, r->gcp));
	facts_json(r->a, &r->config, &r->policy, &r->observations, &r->judged, &r->recovery, v);
	json_set(v, "rounds", rounds_json(temporary, &r->judged));
	json_set(v, "timeline", r->log.timeline);
	json_set(v, "requests", requests_json(temporary, r->loop));
	if (http_records_left_out(r->loop))
		json_set_int(r->a, v, "requestsLeftOut", (int64_t)http_records_left_out(r->loop));
	json_set(v, "actors", evidence_actors(r));
	json_set_int(r->a, v, "sequence", r->record.sequence);
	json_set(v, "proof", r->recovery.recovery_check);
	json_set(v, "differential", r->recovery.differential);
	json_set(v, "drill", r->recovery.drill);
	json_set(v, "journal", evidence_journal(r->a, &r->config, &r->release, &r->recovery));
	json_set_string(r->a, v, "previous", r->record.previous);
	if (r->record.history_sha256)
		json_set(v, "history", history_json(r->a, &r->record));
	json_set_bool(r->a, v, "signed", r->record.signer != NULL);
	if (r->record.signer && r->record.key_begins)
		json_set_bool(r->a, v, "keyBegins", true);
	arena_free(temporary);
	return v;
}
