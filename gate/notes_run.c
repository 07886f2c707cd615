/* SPDX-License-Identifier: Apache-2.0 */
/* notes_run.c: a run's evidence onto the commits that were deployed, in threads with a deadline: it is said, and never in the way. */
#include "evidence.h"
#include "facts.h"

#include <string.h>

enum { NOTES_MS = 10 * 1000, GRACE_MS = 500, COMMITS_MAX = 16 };

/* All that a thread touches; the arena is its own. */
struct job {
	struct arena *a;
	const char *repository, *commit, *line, *message; /* commit NULL: the head is asked for */
	struct chain_head head;
	struct err error;
	bool failed;
};

static void work(void *arg)
{
	struct job *j = arg;
	int rc = j->commit ? notes_write(j->repository, j->commit, j->line, j->message, &j->error)
		: notes_read_head(j->repository, &j->head, &j->error);
	j->failed = rc != 0;
}

static void drop(void *arg)
{
	arena_free(((struct job *)arg)->a);
}

struct waiting { struct run *r; size_t pending; struct chain_head head; bool known; };

static void on_done(void *arg, void *result, const struct err *late)
{
	struct waiting *w = arg;
	const struct job *j = result;
	w->pending--;
	if (late)
		run_note(w->r, "the git note was not written: %s", late->text);
	else if (j->failed)
		run_note(w->r, "the git note was not written: %s", j->error.text);
	else if (!j->commit) {
		w->head = j->head;
		w->known = true;
	}
}

static const char *repository(const struct run *r)
{
	return r->config.source ? r->config.source->repository : ".";
}

static void start(struct waiting *w, const char *commit, struct str line, const char *message)
{
	struct run *r = w->r;
	struct job j = { .a = arena_new() };
	struct worker_spec spec = { .work = work, .drop = drop, .size = sizeof(j), .deadline = loop_now(r->loop) + NOTES_MS };
	j.repository = arena_strdup(j.a, repository(r));
	j.commit = arena_strdup(j.a, commit);
	j.line = arena_strndup(j.a, line.n ? line.p : "", line.n);
	j.message = arena_strdup(j.a, message);
	w->pending++;
	worker_start(r->loop, &spec, &j, on_done, w);
}

static void wait(struct waiting *w)
{
	int64_t until = loop_now(w->r->loop) + NOTES_MS + GRACE_MS;
	while (w->pending && loop_run(w->r->loop, &w->pending, until) == LOOP_SIGNAL && loop_signals(w->r->loop).count < 2)
		continue;
}

void notes_find_head(struct run *r)
{
	struct waiting *w = ARENA_NEW(r->a, struct waiting);
	w->r = r;
	start(w, NULL, (struct str){ "", 0 }, NULL);
	wait(w);
	if (!w->known || !w->head.sequence)
		return;
	r->notes_head = ARENA_NEW(r->a, struct chain_head);
	*r->notes_head = w->head;
}

/* ---- Which commits --------------------------------------------------------------------------------------- */

static void add_commit(struct run *r, const char **commits, size_t *n, const char *commit)
{
	if (!commit || !*commit || *n == COMMITS_MAX)
		return;
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(commits[i], commit))
			return;
	commits[(*n)++] = arena_strdup(r->a, commit);
}

static bool any_released(const struct run *r)
{
	for (size_t i = 0; i < r->n_services; i++)
		if (r->services[i].target.released)
			return true;
	return false;
}

/* It is about what was released; a second look at what is long there is about that. */
static bool is_about(const struct run *r, const struct service *s)
{
	return s->target.candidate && (any_released(r) ? s->target.released : s->selected);
}

/* What the revisions say of themselves, or else what the config says was built. */
static size_t deployed(struct run *r, const char **commits)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_services; i++)
		if (is_about(r, &r->services[i]))
			add_commit(r, commits, &n, json_text(json_at(service_facts(r, &r->services[i]), "candidate.commit")).p);
	const char *looked = json_text(json_at(r->facts, "source.commit")).p;
	if (r->config.source && !n)
		add_commit(r, commits, &n, *looked ? looked : r->config.source->commit);
	return n;
}

static const char *message_of(struct run *r)
{
	const char *aliases = "";
	for (size_t i = 0; i < r->n_services; i++)
		if (is_about(r, &r->services[i]))
			aliases = arena_printf(r->a, "%s %s", aliases, r->services[i].target.candidate->name);
	return arena_printf(r->a, "rungate: %s, %s:%s\n\nEvidence: %s\nSequence: %lld\nSha256: %s\n", verdict_name(r->verdict), action_name(r->action),
		*aliases ? aliases : " no candidate", r->id, (long long)r->sequence, r->evidence_sha256);
}

void notes_add(struct run *r, struct str line)
{
	const char *commits[COMMITS_MAX];
	size_t n = deployed(r, commits);
	struct waiting *w = ARENA_NEW(r->a, struct waiting);
	if (!n)
		run_note(r, "the git note was not written: no commit is known of what was deployed; set source.commit, or label the revision "
			"commit-sha");
	if (line.n && line.p[line.n - 1] == '\n')
		line.n--;
	w->r = r;
	for (size_t i = 0; i < n; i++)
		start(w, commits[i], line, message_of(r));
	wait(w);
}
