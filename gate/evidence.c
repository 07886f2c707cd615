/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.c: a run as one in-toto Statement (CONTRACT section 8; in-toto.io/Statement/v1), written whole or not at all.
 */
#include "gate.h"

#include <stdlib.h>
#include <string.h>

#define PREDICATE_TYPE "urn:rungate:attestation:release-decision:v1"

static void set_time(struct run *r, struct json *v, const char *key, int64_t at)
{
	json_set_string(r->a, v, key, clock_time_text(r->a, at));
}

static struct json *rules_json(struct run *r)
{
	struct json *all = json_new_array(r->a);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		const struct tally *t = rounds_tally(&r->rounds, o);
		struct json *v = json_new_object(r->a);
		json_set_string(r->a, v, "id", o->rule->id);
		json_set_string(r->a, v, "key", o->key);
		json_set_string(r->a, v, "severity", severity_name((enum severity)o->rule->severity));
		json_set_string(r->a, v, "outcome", outcome_name(o->kind));
		json_set_string(r->a, v, "message", o->message);
		json_set_string(r->a, v, "values", o->values);
		json_set_string(r->a, v, "expression", o->rule->expression.text);
		json_set_string(r->a, v, "policy", o->rule->policy);
		json_set_int(r->a, v, "failedRounds", t ? t->failed_row : 0);
		json_set_bool(r->a, v, "dryRun", o->rule->dry_run);
		json_add(all, v);
	}
	return all;
}

static void move_json(struct run *r, const struct service *s, struct json *v)
{
	const struct move *m = s->move;
	const struct run_service *last = m ? &m->last : &s->now;
	bool known = !m || m->state != MOVE_UNKNOWN;
	if (known)
		json_set(v, "trafficAfter", run_split_json(r->a, &last->effective));
	else
		json_set(v, "trafficAfter", json_new_null(r->a));
	json_set_bool(r->a, v, "restored", m && s->restored);
	if (!m)
		return;
	json_set_string(r->a, v, "move", move_state_name(m->state));
	json_set_string(r->a, v, "note", m->note);
	json_set_bool(r->a, v, "sent", m->sent);
	json_set(v, "target", run_split_json(r->a, &m->target));
}

static struct json *services_json(struct run *r)
{
	struct json *all = json_new_object(r->a);
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		const struct target *t = &s->target;
		struct json *v = json_new_object(r->a);
		json_set_string(r->a, v, "service", s->config->service);
		json_set_string(r->a, v, "project", s->config->project);
		json_set_string(r->a, v, "region", s->config->region);
		json_set_bool(r->a, v, "judged", s->selected);
		json_set(all, s->config->member.alias, v);
		if (!s->known) {
			json_set_string(r->a, v, "note", s->look->error.text);
			continue;
		}
		json_set_string(r->a, v, "name", s->first.name);
		json_set_string(r->a, v, "uid", s->first.uid);
		json_set_string(r->a, v, "candidate", t->candidate ? t->candidate->name : NULL);
		json_set_string(r->a, v, "image", t->candidate ? t->candidate->image : NULL);
		json_set_string(r->a, v, "baseline", t->baseline ? t->baseline->name : NULL);
		json_set_string(r->a, v, "baselineSource", baseline_source_name(t->source));
		json_set_bool(r->a, v, "released", t->released);
		json_set(v, "trafficBefore", run_split_json(r->a, &s->first.effective));
		move_json(r, s, v);
	}
	return all;
}

static struct json *policies_json(struct run *r)
{
	struct json *all = json_new_array(r->a);
	for (size_t i = 0; i < r->policy.n_files; i++) {
		struct json *v = json_new_object(r->a);
		json_set_string(r->a, v, "name", r->policy.files[i].name);
		json_set_string(r->a, v, "sha256", r->policy.files[i].sha256);
		json_add(all, v);
	}
	return all;
}

static struct json *requests_json(struct run *r)
{
	const struct http_record *records;
	size_t n = http_records(r->loop, &records);
	struct json *all = json_new_array(r->a);
	for (size_t i = 0; i < n; i++) {
		struct json *v = json_new_object(r->a);
		set_time(r, v, "at", records[i].at);
		json_set_string(r->a, v, "host", records[i].host);
		json_set_string(r->a, v, "method", records[i].method);
		json_set_string(r->a, v, "path", records[i].path);
		json_set_int(r->a, v, "status", records[i].status);
		json_set_int(r->a, v, "ms", records[i].ms);
		json_set_int(r->a, v, "attempts", records[i].attempts);
		json_set_string(r->a, v, "error", records[i].error);
		json_add(all, v);
	}
	return all;
}

static void add_actor(struct run *r, struct json *all, const char *role, const char *id, const char *source)
{
	if (!id || !*id)
		return;
	struct json *v = json_new_object(r->a);
	json_set_string(r->a, v, "role", role);
	json_set_string(r->a, v, "id", id);
	json_set_string(r->a, v, "source", source);
	json_add(all, v);
}

static struct json *actors_json(struct run *r)
{
	struct json *all = json_new_array(r->a);
	add_actor(r, all, "gate", gcp_credential(r->gcp), "credentials");
	if (r->acting != r->gcp)
		add_actor(r, all, "rollback", gcp_credential(r->acting), "rollback.impersonate");
	add_actor(r, all, "trigger", getenv("GITHUB_ACTOR"), "env:GITHUB_ACTOR");
	add_actor(r, all, "trigger", getenv("GITLAB_USER_LOGIN"), "env:GITLAB_USER_LOGIN");
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		const struct json *who = s->known ? json_get(s->first.raw, "lastModifier") : NULL;
		if (who)
			add_actor(r, all, "deployer", json_text(who).p, arena_printf(r->a, "run:%s.lastModifier", s->config->member.alias));
	}
	return all;
}

struct json *evidence_predicate(struct run *r)
{
	struct json *v = json_new_object(r->a), *config = json_new_object(r->a);
	char digest[SHA256_HEX];
	int64_t finished = loop_wall(r->loop);
	crypto_sha256_hex(r->config.raw.p, r->config.raw.n, digest);
	json_set_string(r->a, config, "file", r->config.path);
	json_set_string(r->a, config, "sha256", digest);
	json_set_string(r->a, v, "rungate", RUNGATE_VERSION);
	json_set_string(r->a, v, "id", r->id);
	json_set_string(r->a, v, "command", r->options->no_rollback ? "check" : r->options->command->name);
	json_set_string(r->a, v, "release", r->release_id);
	set_time(r, v, "startedAt", r->started_at);
	set_time(r, v, "finishedAt", finished);
	json_set_int(r->a, v, "durationMs", loop_now(r->loop) - r->start);
	json_set_string(r->a, v, "verdict", verdict_name(r->verdict));
	json_set_string(r->a, v, "action", action_name(r->action));
	json_set_int(r->a, v, "exitCode", r->exit_code);
	json_set_string(r->a, v, "reason", r->reason ? r->reason : "");
	json_set_int(r->a, v, "clockSkewMs", gcp_skew_ms(r->gcp));
	json_set(v, "rules", rules_json(r));
	json_set(v, "services", services_json(r));
	json_set(v, "said", r->said);
	json_set(v, "next", r->next);
	json_set(v, "policies", policies_json(r));
	json_set(v, "config", config);
	json_set(v, "endpoints", gcp_overrides(r->a, r->gcp));
	json_set(v, "facts", r->facts ? evidence_facts(r) : json_new_object(r->a));
	json_set(v, "rounds", r->round_log);
	json_set(v, "timeline", r->timeline);
	json_set(v, "requests", requests_json(r));
	json_set(v, "actors", actors_json(r));
	json_set_string(r->a, v, "previous", r->previous);
	json_set_bool(r->a, v, "signed", false);
	return v;
}

/* ---- The statement around it ----------------------------------------------------------------- */

/* Each candidate revision by its image's digest where that is known, and by its uid, which never changes. */
static struct json *subjects(struct run *r)
{
	struct json *all = json_new_array(r->a);
	for (size_t i = 0; i < r->n_services; i++) {
		const struct run_revision *c = r->services[i].target.candidate;
		if (!c)
			continue;
		struct json *v = json_new_object(r->a), *digest = json_new_object(r->a);
		const char *sha = c->image ? strstr(c->image, "@sha256:") : NULL;
		json_set_string(r->a, digest, "sha256", sha ? sha + 8 : NULL);
		json_set_string(r->a, digest, "revisionUid", c->uid);
		json_set_string(r->a, v, "name", arena_printf(r->a, "%s/revisions/%s", r->services[i].first.name, c->name));
		json_set(v, "digest", digest);
		json_add(all, v);
	}
	return all;
}

static void write_one(struct run *r, const char *path, const struct buf *text)
{
	struct err e;
	if (!file_write_atomic(path, text->p, text->n, 0600, &e))
		return;
	r->evidence_error = e;
	run_say(r, "evidence could not be written: %s", e.text);
}

static const char *file_name(struct run *r)
{
	char *at = clock_time_text(r->a, r->started_at);
	char *out = at;
	for (const char *p = at; *p; p++) /* 2026-01-02T03:04:05.678Z as 20260102T030405.678Z */
		if (*p != '-' && *p != ':')
			*out++ = *p;
	*out = '\0';
	return arena_printf(r->a, "%s/%s-%.8s.json", r->config.evidence.dir, at, r->id);
}

void evidence_write(struct run *r, const struct json *predicate)
{
	struct json *v = json_new_object(r->a);
	struct buf raw = BUF_MAX(64 * 1024 * 1024), text = BUF_MAX(64 * 1024 * 1024);
	json_set_string(r->a, v, "_type", "https://in-toto.io/Statement/v1");
	json_set(v, "subject", subjects(r));
	json_set_string(r->a, v, "predicateType", PREDICATE_TYPE);
	json_set(v, "predicate", json_copy(r->a, predicate));
	json_print(v, JSON_PRETTY, &raw);
	buf_putc(&raw, '\n');
	secrets_scrub(r->secrets, (struct str){ raw.p, raw.n }, &text);
	if (raw.over || text.over)
		err_set(&r->evidence_error, ERR_LIMIT, "the evidence is larger than 64 MiB");
	else { /* one that cannot be written is no reason to leave out the others */
		if (r->config.evidence.file)
			write_one(r, r->config.evidence.file, &text);
		if (r->options->evidence)
			write_one(r, r->options->evidence, &text);
		write_one(r, file_name(r), &text);
	}
	buf_free(&raw);
	buf_free(&text);
}
