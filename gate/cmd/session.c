/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: opens a run from its options, and closes it with evidence, notifications and the report. */
#include "cmd.h"
#include "kinds.h"
#include "metrics.h"
#include "../act/act.h"
#include "../evidence/evidence.h"
#include "../evidence/folder.h"
#include "../evidence/frozen.h"
#include "../evidence/passport.h"
#include "../judge/asked.h"
#include "../judge/rule_check.h"
#include "../report/report.h"
#include "../run/cloud.h"
#include "../run/memory.h"
#include "../tell/annotate.h"
#include "../tell/ci.h"
#include "../tell/notify.h"
#include "../source/files/declared_service.h"
#include "../watch/incident.h"
#include "../watch/watch.h"
#include "../source/signal/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SKEW_S = 60 }; /* clock differences above this are reported */

/* Records the digest of a file that influences the run. path may be NULL. */
static void add_file(struct arena *a, const struct record_of_run *mine, const char *role, const char *path)
{
	struct str text;
	struct err e;
	char digest[SHA256_HEX];
	if (!path || file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, &e))
		return;
	struct json *v = json_new_object(a);
	crypto_sha256_hex(text.p, text.n, digest);
	json_set_string(a, v, "role", role);
	json_set_string(a, v, "path", path);
	json_set_string(a, v, "sha256", digest);
	json_add(mine->files, v);
}

static void on_record(void *arg, const struct http_record *h)
{
	struct run *r = arg;
	say_line(&r->log, "%s %s%s %d%s%s (%lld ms%s)", h->method, h->host, h->path, h->status, h->error ? " " : "",
		h->error ? h->error : "", (long long)h->ms, h->attempts > 1 ? ", retried" : "");
}

/* Adds a service and its observation for each configured one, and checks --candidate. Without names all are
 * selected. */
static int open_services(struct run *r, struct err *e)
{
	const struct config_service *all = CONFIG_ITEMS(r->config.workloads, const struct config_service);
	r->release.n_services = r->config.workloads.n;
	r->release.services = ARENA_ARRAY(r->a, struct service, r->release.n_services + 1);
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct service *s = &r->release.services[i];
		s->config = &all[i];
		s->index = i;
		s->selected = !r->options->n_args;
		for (size_t j = 0; j < r->options->n_args; j++)
			if (config_service_is_named(r->options, j, &all[i]))
				s->selected = true;
		s->observation = observation_add(&r->observations,
			all[i].kind == CLOUDRUN_POOL ? &source_worker : &source_service, all[i].member.alias, &all[i], s);
	}
	for (size_t i = 0; i < r->options->candidates.n; i++) {
		const char *c = r->options->candidates.items[i], *equals = strchr(c, '=');
		bool known = false;
		size_t n = (size_t)(equals - c);
		for (size_t j = 0; j < r->release.n_services; j++)
			known = known || (strlen(all[j].member.alias) == n && !strncmp(all[j].member.alias, c, n)) ||
				(strlen(all[j].service) == n && !strncmp(all[j].service, c, n));
		if (!known)
			return err_set(e, ERR_USAGE, "--candidate %s: no service has this alias or name", c);
	}
	return 0;
}

/* Reads the snapshot. One named by --baseline must be readable; the default one is optional. */
static int open_snapshot(struct run *r, struct err *e)
{
	const char *named = r->options->baseline;
	const char *path = named ? named : r->config.state.baseline;
	struct snapshot *s = ARENA_NEW(r->a, struct snapshot);
	struct err why;
	if (!named && (r->release.doubts.snapshot || !file_exists(path)))
		return 0;
	if (!snapshot_read(r->a, path, !named, s, &why)) {
		snapshot_date(s, release_names(r->a, &r->release), r->release.n_services);
		r->release.snapshot = s;
		add_file(r->a, &r->record, "snapshot", path);
		return 0;
	}
	if (named)
		return err_set(e, ERR_CONFIG, "--baseline: %s", why.text);
	say_note(&r->log, "the snapshot is ignored: %s", why.text);
	say_event(&r->log, "snapshot_passed_over", NULL, why.text);
	return 0;
}

static int check_files(struct arena *a, const struct config *c, struct conf_errors *all)
{
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < c->data.n; i++) {
		const struct conf_pair *one = &c->data.items[i];
		const char *path = file_resolve(a, c->dir, secret_reveal(one->value));
		if (!file_exists(path))
			rc |= conf_errors_add(
				all, "", conf_error(&e, &one->place, "data.%s: %s does not exist", one->name, path), &e);
	}
	const struct config_service *services = CONFIG_ITEMS(c->services, const struct config_service);
	for (size_t i = 0; i < c->services.n; i++) {
		const char *path = services[i].declared ? file_resolve(a, c->dir, services[i].declared) : NULL;
		if (path && !file_exists(path))
			rc |= conf_errors_add(all, "",
				conf_error(&e, &services[i].member.place, "services.%s.declared: %s does not exist",
					services[i].member.alias, path),
				&e);
	}
	if (c->ca_file && !file_exists(c->ca_file))
		rc |= conf_errors_add(
			all, "", err_set(&e, ERR_CONFIG, "%s: ca_file %s does not exist", c->path, c->ca_file), &e);
	return rc;
}

/* Opens the event loop and the credentials. With --verbose it reports which environment settings took effect. */
static int open_cloud(struct run *r, struct err *e)
{
	struct cloud cloud;
	const char *lines[4];
	if (cloud_open(r->a, r->secrets, r->options, &r->config, &cloud, e))
		return -1;
	r->loop = cloud.loop;
	r->gcp = cloud.gcp;
	r->acting = r->config.rollback.impersonate ? gcp_as(r->gcp, r->config.rollback.impersonate) : r->gcp;
	if (gcp_warning(r->gcp)) {
		say_note(&r->log, "%s", gcp_warning(r->gcp));
		say_line(&r->log, "warning: %s", gcp_warning(r->gcp));
	}
	for (size_t i = 0, n = r->options->verbose ? net_surroundings_text(r->a, cloud.around, lines) : 0; i < n; i++)
		say_line(&r->log, "%s", lines[i]);
	if (r->options->verbose)
		say_line(&r->log, "credentials: %s", gcp_credential(r->gcp));
	return 0;
}

/* Loads the signing and trust keys, and records the digest of every file that influences the run. */
static int open_evidence(struct run *r, struct err *e)
{
	const struct config *c = &r->config;
	struct trust *t = ARENA_NEW(r->a, struct trust);
	if (trust_load(r->a, c, t, e) || signer_open(c, &r->log, &r->record.signer, e))
		return -1;
	r->record.trust = t;
	/* Cloud KMS does not sign the journal: that would be a network call before every PATCH */
	r->recovery.journal->sign = signer_file_key(r->record.signer);
	r->recovery.journal->trust = (struct journal_trust){ t->keys, t->n, t->n > 0 };
	add_file(r->a, &r->record, "config", c->path);
	for (size_t i = 0; i < c->data.n; i++)
		add_file(r->a, &r->record, "data", file_resolve(r->a, c->dir, secret_reveal(c->data.items[i].value)));
	for (size_t i = 0; i < c->evidence.trust.n; i++)
		add_file(r->a, &r->record, "trust", c->evidence.trust.items[i]);
	for (size_t i = 0; i < c->services.n; i++) {
		const char *declared = CONFIG_ITEMS(c->services, const struct config_service)[i].declared;
		if (declared)
			add_file(r->a, &r->record, "declared", file_resolve(r->a, c->dir, declared));
	}
	add_file(r->a, &r->record, "ca", c->ca_file);
	for (size_t i = 0; i < r->options->n_args && r->options->places; i++)
		add_file(r->a, &r->record, "service", r->options->places[i].file);
	return 0;
}

static void begin(struct arena *a, const struct options *o, struct secrets *k, struct run *r)
{
	char *key = arena_alloc(a, 4 * sizeof(uint64_t));
	*r = (struct run){ .a = a, .options = o, .secrets = k };
	result_begin(&r->result, o->command->options & (OPT_MOVE | OPT_RESUME));
	crypto_uuid(r->start.id);
	for (size_t i = 0; i < 4; i++)
		memcpy(key + i * sizeof(uint64_t), &(uint64_t){ crypto_random() }, sizeof(uint64_t));
	r->release.digest_key = (struct str){ key, 4 * sizeof(uint64_t) };
	r->judged.log = json_new_array(a);
	r->record.files = json_new_array(a);
	say_begin(&r->log, a, k, o);
	r->log.run = r->start.id;
}

static int open_rest(struct run *r, struct err *e)
{
	r->log.loop = r->loop;
	observations_begin(&r->observations, r->a, r->loop, r->gcp, &r->log);
	r->judged.rounds.gate = &r->config.gate;
	r->start.wall = loop_wall(r->loop);
	r->start.at = loop_now(r->loop);
	r->recovery.journal = ARENA_NEW(r->a, struct journal);
	journal_new(r->a, r->loop, r->config.rollback.journal, r->recovery.journal);
	if (r->options->verbose)
		http_on_record(r->loop, on_record, r);
	if (open_services(r, e) || open_evidence(r, e))
		return -1;
	declared_open(r->a, &r->config, &r->release);
	observations_open(&r->observations, &r->config, &r->release);
	r->release.domains = service_domains(r->a, &r->config, &r->release);
	incident_open(&r->observations, &r->policy, &r->config);
	folder_check(r->a, &r->config, &r->log, &r->release.doubts);
	memory_open(r);
	passports_open(&r->observations, &r->config, &r->release, &r->record);
	if (!r->options->force) /* that overrides what earlier runs found */
		frozen_open(r->a, &r->config, &r->record, &r->log, &r->release);
	return open_snapshot(r, e);
}

int run_open(struct arena *a, const struct options *o, bool judged, struct run *r, struct err *e)
{
	struct conf_errors *all = config_errors(a, o);
	begin(a, o, secrets_new(a), r);
	int rc = config_read_all(a, r->secrets, o, &r->config, all);
	rc |= check_config(a, &r->config, all);
	rc |= judged ? policy_read(a, r->secrets, o, &r->config, &r->policy, all) : 0;
	rc |= check_files(a, &r->config, all);
	if (rc)
		return conf_errors_end(all, e);
	if (open_cloud(r, e))
		return -1;
	bool named = !r->config.path && r->config.discover && (o->command->options & OPT_CLOUD);
	if (named && kinds_resolve(a, r->gcp, &r->log, o, &r->config, e))
		return -1;
	return open_rest(r, e);
}

int run_begin(struct arena *a, const struct options *o, const struct run_parts *parts, struct run *r, struct err *e)
{
	begin(a, o, parts->secrets, r);
	r->config = *parts->config;
	r->policy = *parts->policy;
	r->loop = parts->loop;
	if (gcp_open(a, r->loop, r->secrets, NULL, &r->gcp, e))
		return -1;
	r->acting = r->gcp;
	return open_rest(r, e);
}

/* A terminal shows the first screen alone: the end of a long report would push it away. */
static void render(const struct run_log *log, const char *format, const struct json *predicate, int fd, struct buf *raw)
{
	struct report_style style = { .color = report_color(log->options->color, fd),
		.verbose = log->options->verbose,
		.screen = isatty(fd) && !log->options->verbose,
		.fold = ci_fold() };
	struct arena *temporary = arena_new();
	report_render(temporary, report_format_named(format), &predicate, 1, &style, raw);
	arena_free(temporary);
}

/* Returns the predicate with two members that are not recorded: `said` (the notes) and `written` (the path). */
static const struct json *with_what_followed(
	struct arena *a, const struct record_of_run *mine, const struct run_log *log, const struct json *predicate)
{
	struct json *v = json_new_object(a);
	for (struct json_each it = json_each(statement_whole(a, predicate, false)); json_next(&it);)
		json_set(v, it.key, it.value);
	json_set(v, "said", log->said);
	json_set_string(a, v, "written", mine->path);
	return v;
}

/* Writes with a time limit. If the reader stops reading, the rest is lost and the exit code does not change. */
static void print(const char *name, const struct buf *text)
{
	struct err unwritten;
	file_write_named(name, buf_text(text), text->n, 0, &unwritten);
}

/* With --log json: the end of the run as a line of its own. */
static void log_result(struct run_log *log, const struct json *predicate)
{
	static const enum log_severity severities[] = {
		[MOOD_GOOD] = LOGGED_NOTICE,
		[MOOD_BACK] = LOGGED_ERROR,
		[MOOD_BAD] = LOGGED_ERROR,
		[MOOD_URGENT] = LOGGED_CRITICAL,
		[MOOD_UNSURE] = LOGGED_WARNING,
	};
	const struct report_headline *h = report_headline(predicate);
	const char *reason = report_at(predicate, "reason").p;
	say_result(log, severities[h->mood],
		arena_printf(log->a, "%s: %s (exit %lld)", h->word, *reason ? reason : h->meaning,
			(long long)json_int(json_get(predicate, "exitCode"))),
		report_at(predicate, "verdict").p, report_at(predicate, "action").p);
}

/* Prints the report to standard output or error, rendered from the recorded predicate. */
static void report(struct run_log *log, const struct record_of_run *record, const struct json *predicate)
{
	const struct options *o = log->options;
	struct arena *temporary = arena_new();
	const struct json *page = with_what_followed(temporary, record, log, predicate);
	bool machine = o->json;
	bool taken = (o->evidence && file_named_is_output(o->evidence)) || (o->metrics && file_named_is_output(o->metrics));
	struct buf raw = BUF_MAX(64 * 1024 * 1024), out = BUF_MAX(64 * 1024 * 1024);
	log_result(log, predicate);
	say_end(log);
	if (machine)
		/* each text was scrubbed already; scrubbing the whole document could break its syntax */
		render(log, "json", predicate, STDOUT_FILENO, &out);
	else if (!o->quiet && !taken)
		render(log, "text", page, STDOUT_FILENO, &raw);
	secrets_scrub(log->secrets, (struct str){ raw.p, raw.n }, &out);
	print("-", &out);
	if ((machine || taken) && !o->quiet && o->log == LOG_TEXT) {
		buf_clear(&out);
		render(log, "text", page, STDERR_FILENO, &raw);
		secrets_scrub(log->secrets, (struct str){ raw.p, raw.n }, &out);
		print("/dev/stderr", &out);
	}
	buf_free(&raw);
	buf_free(&out);
	arena_free(temporary);
}

int run_interrupted(struct run *r)
{
	result_interrupted(&r->result, loop_signals(r->loop).last);
	return run_close(r);
}

/* Adds notes on circumstances that are known only at the end of a run. */
static void say_circumstances(struct run *r)
{
	int64_t skew_s = gcp_skew_ms(r->gcp) / 1000;
	if (skew_s > SKEW_S || skew_s < -SKEW_S)
		say_note(&r->log,
			"this machine's clock is %lld s %s Google's; certificate validity and the times in the evidence use "
			"this machine's clock",
			(long long)(skew_s < 0 ? -skew_s : skew_s), skew_s < 0 ? "ahead of" : "behind");
	if (out_dropped(r->log.out))
		say_note(
			&r->log, "%zu progress lines were dropped because standard error was not read", out_dropped(r->log.out));
	if (r->log.starved_ms)
		say_note(&r->log,
			"this process did not run for %lld ms in total (it was stopped, or the machine was overloaded); "
			"observations that failed in that time were not counted",
			(long long)r->log.starved_ms);
	if (r->judged.rounds.count)
		asked_say_unjudged(asked_open(r->a, &r->observations, &r->release, &r->judged.outcomes), &r->config, &r->log);
	advice_say(&r->release, &r->result, &r->log);
}

/* A rollback failed, and some of it was not moved. */
static bool is_left(const struct release *release, const struct result *result)
{
	bool left = false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct traffic_move *m = release->services[i].move;
		left = left || (m && m->state != MOVE_DONE && m->state != MOVE_NOT_NEEDED && m->state != MOVE_SUPERSEDED);
	}
	return left && result->action == ACTION_ROLLBACK_FAILED;
}

/* Writes the evidence and closes the journals that it makes obsolete. Returns the predicate as written. */
static const struct json *record(struct run *r)
{
	struct json *predicate = evidence_record(r);
	if (r->record.error.code == ERR_NONE)
		/* otherwise the journal stays open, and the next run writes the evidence */
		journal_close(
			r->recovery.journal, action_name(r->result.action), r->start.id, is_left(&r->release, &r->result));
	if (r->result.verdict == VERDICT_PASSED && result_exit_code(&r->result) == EXIT_PASSED)
		resume_end_passed(r);
	return predicate;
}

/* A dry run, or a look that changed nothing, writes no evidence and sends no notifications. */
int run_close(struct run *r)
{
	lend_end(r);
	live_end(&r->log);
	if (r->judged.lines)
		lines_wait(r->loop, r->judged.lines);
	say_circumstances(r);
	incident_say(&r->observations, &r->result, &r->log);
	if (r->options->dry_run || r->record.not_needed) {
		memory_close(&r->record.memory, r->loop);
		report(&r->log, &r->record, evidence_scrubbed(&r->log, evidence_predicate(r)));
	} else {
		const struct json *predicate = record(r);
		memory_close(&r->record.memory, r->loop);
		annotate_services(r);
		notify_send(r, predicate);
		struct arena *temporary = arena_new();
		ci_tell(&r->log, &r->result, &r->record, with_what_followed(temporary, &r->record, &r->log, predicate));
		arena_free(temporary);
		if (r->options->metrics)
			metrics_write(&r->log, metrics_seen(r->a, r, &r->result), result_exit_code(&r->result));
		report(&r->log, &r->record, predicate);
	}
	return result_exit_code(&r->result);
}

int run_refuse(struct run *r, enum action action, const char *reason)
{
	result_refused(&r->result, action, reason);
	return run_close(r);
}
