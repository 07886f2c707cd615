/* SPDX-License-Identifier: Apache-2.0 */
/* notes_run.c: reads and writes git notes in threads with a deadline. A failure is reported and does not change the
 * result. */
#include "chain.h"
#include "../source/source.h"

#include <string.h>

enum { WRITE_MS = 10 * 1000, READ_MS = LIMIT_HISTORY_MS, GRACE_MS = 500, COMMITS_MAX = 16 };

enum job_kind { JOB_WRITE, JOB_HEAD, JOB_LINES };

/* Everything that a thread uses. It owns the arena. */
struct job {
	struct arena *a;
	enum job_kind kind;
	const char *repository, *commit, *line, *message;
	struct chain_head head;
	struct bound bound;
	struct note_line *lines;
	size_t n;
	struct err error;
	bool failed;
};

static void work(void *arg)
{
	struct job *j = arg;
	switch (j->kind) {
	case JOB_WRITE: j->failed = notes_write(j->repository, j->commit, j->line, j->message, &j->error) != 0; break;
	case JOB_HEAD: j->failed = notes_read_head(j->repository, &j->head, &j->error) != 0; break;
	case JOB_LINES:
		j->bound = bound_of(LIMIT_HISTORY_BYTES, NULL);
		j->failed = notes_read(j->a, j->repository, &j->bound, &j->lines, &j->n, &j->error) != 0;
		break;
	}
}

static void drop(void *arg)
{
	arena_free(((struct job *)arg)->a);
}

struct waiting {
	struct run_log *log;
	size_t pending;
	struct chain_head head;
	struct note_line *lines;
	size_t n;
};

static void keep_lines(struct waiting *w, const struct job *j)
{
	w->lines = ARENA_ARRAY(w->log->a, struct note_line, j->n + 1);
	for (w->n = 0; w->n < j->n; w->n++)
		w->lines[w->n] = (struct note_line){ arena_strdup(w->log->a, j->lines[w->n].commit), j->lines[w->n].line,
			{ arena_strndup(w->log->a, j->lines[w->n].text.p, j->lines[w->n].text.n), j->lines[w->n].text.n } };
}

static void on_done(void *arg, void *result, const struct err *late)
{
	struct waiting *w = arg;
	const struct job *j = result;
	const struct err *why = late ? late : j->failed ? &j->error : NULL;
	w->pending--;
	if (why)
		say_note(w->log,
			late || j->kind == JOB_WRITE ? "the git note could not be written: %s" : "git notes could not be read: %s",
			why->text);
	else if (j->kind == JOB_HEAD)
		w->head = j->head;
	else if (j->kind == JOB_LINES)
		keep_lines(w, j);
}

const char *notes_repository(const struct config *c)
{
	return c->source ? c->source->repository : ".";
}

static void start(struct waiting *w, const struct config *c, enum job_kind kind, const char *commit, struct str line,
	const char *message)
{
	struct job j = { .a = arena_new(), .kind = kind };
	struct worker_spec spec = { .work = work,
		.drop = drop,
		.size = sizeof(j),
		.deadline = loop_now(w->log->loop) + (kind == JOB_WRITE ? WRITE_MS : READ_MS) };
	j.repository = arena_strdup(j.a, notes_repository(c));
	j.commit = arena_strdup(j.a, commit);
	j.line = arena_strndup(j.a, line.n ? line.p : "", line.n);
	j.message = arena_strdup(j.a, message);
	w->pending++;
	worker_start(w->log->loop, &spec, &j, on_done, w);
}

static void wait_for_git(struct waiting *w)
{
	int64_t until = loop_now(w->log->loop) + WRITE_MS + GRACE_MS; /* later than the deadline of every job */
	run_wait(w->log->loop, &w->pending, until);
}

static struct waiting *waiting_new(struct run_log *log)
{
	struct waiting *w = ARENA_NEW(log->a, struct waiting);
	w->log = log;
	return w;
}

void notes_find_head(struct run_log *log, const struct config *c, struct record_of_run *record)
{
	struct waiting *w = waiting_new(log);
	start(w, c, JOB_HEAD, NULL, (struct str){ "", 0 }, NULL);
	wait_for_git(w);
	if (!w->head.sequence)
		return;
	record->notes_head = ARENA_NEW(log->a, struct chain_head);
	*record->notes_head = w->head;
}

size_t notes_lines(struct run_log *log, const struct config *c, struct note_line **out)
{
	struct waiting *w = waiting_new(log);
	start(w, c, JOB_LINES, NULL, (struct str){ "", 0 }, NULL);
	wait_for_git(w);
	*out = w->lines;
	return w->n;
}

/* ---- Deployed commits ------------------------------------------------------------------------------------ */

static void add_commit(struct arena *a, const char **commits, size_t *n, const char *commit)
{
	if (!commit || !*commit || *n == COMMITS_MAX)
		return;
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(commits[i], commit))
			return;
	commits[(*n)++] = arena_strdup(a, commit);
}

static bool any_released(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].target.released)
			return true;
	return false;
}

/* The evidence concerns the released services or, if nothing was released, those that were judged. */
static bool is_about(const struct release *release, const struct service *s)
{
	return s->target.candidate && (any_released(release) ? s->target.released : s->selected);
}

/* Collects the commits that the candidates name, or else the commit of the config's source. Returns their number. */
static size_t deployed(const struct release *release, const struct config *c, const struct judged *judged,
	struct arena *a, const char **commits)
{
	size_t n = 0;
	for (size_t i = 0; i < release->n_services; i++)
		if (is_about(release, &release->services[i]))
			add_commit(a, commits, &n, service_commit(a, release->services[i].target.candidate));
	const char *looked = json_text(json_at(judged->facts, "source.commit")).p;
	if (c->source && !n)
		add_commit(a, commits, &n, *looked ? looked : c->source->commit);
	return n;
}

static const char *message_of(struct run *r)
{
	const char *aliases = "";
	for (size_t i = 0; i < r->release.n_services; i++)
		if (is_about(&r->release, &r->release.services[i]))
			aliases = arena_printf(r->a, "%s %s", aliases, r->release.services[i].target.candidate->name);
	return arena_printf(r->a, "rungate: %s, %s:%s\n\nEvidence: %s\nSequence: %lld\nSha256: %s\n",
		verdict_name(r->result.verdict), action_name(r->result.action), *aliases ? aliases : " no candidate",
		r->start.id, (long long)r->record.sequence, r->record.sha256);
}

void notes_add(struct run *r, struct str line)
{
	const char *commits[COMMITS_MAX];
	size_t n = deployed(&r->release, &r->config, &r->judged, r->a, commits);
	struct waiting *w = waiting_new(&r->log);
	if (!n)
		say_note(&r->log,
			"the git note could not be written: the deployed commit is not known; set source.commit, or give the "
			"revision "
			"the label commit-sha");
	if (line.n && line.p[line.n - 1] == '\n')
		line.n--;
	for (size_t i = 0; i < n; i++)
		start(w, &r->config, JOB_WRITE, commits[i], line, message_of(r));
	wait_for_git(w);
}
