/* SPDX-License-Identifier: Apache-2.0 */
/* repository.c: facts about the repository that the release was built from, read in a thread. */
#include "git.h"
#include "../source.h"

#include <string.h>

enum { ASK_MS = 30 * 1000 };

/* Everything that the thread uses. It owns the arena. */
struct job {
	struct arena *a;
	struct git_question question;
	struct git_answer answer;
	int rc;
	struct err error;
};

struct asking {
	struct observations *observations;
	struct observation *l;
};

/* ---- Question ----------------------------------------------------------------------------------------- */

static bool has(const char *const *items, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(items[i], text))
			return true;
	return false;
}

static void add_services(const struct release *release, struct job *j)
{
	struct git_question *q = &j->question;
	q->built = ARENA_ARRAY(j->a, struct git_built, release->n_services + 1);
	q->baselines = ARENA_ARRAY(j->a, const char *, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct target *t = &release->services[i].target;
		const char *alias = release->services[i].config->member.alias;
		const char *now = t->candidate ? service_commit(j->a, t->candidate) : "",
				   *then = t->baseline ? service_commit(j->a, t->baseline) : "";
		if (!t->released)
			continue;
		if (*now)
			q->built[q->n_built++] = (struct git_built){ .alias = arena_strdup(j->a, alias),
				.commit = arena_strdup(j->a, now),
				.before = *then ? arena_strdup(j->a, then) : NULL,
				.n_commits = -1 };
		if (*then && !has(q->baselines, q->n_baselines, then))
			q->baselines[q->n_baselines++] = arena_strdup(j->a, then);
	}
}

static void fill_job(const struct release *release, const struct config_source *c, struct job *j)
{
	struct git_question *q = &j->question;
	j->a = arena_new();
	q->repository = arena_strdup(j->a, c->repository);
	q->commit = arena_strdup(j->a, c->commit);
	q->dockerignore = arena_strdup(j->a, c->dockerignore);
	q->gcloudignore = arena_strdup(j->a, c->gcloudignore);
	q->required = ARENA_ARRAY(j->a, const char *, c->required_paths.n + 1);
	for (size_t i = 0; i < c->required_paths.n; i++)
		q->required[q->n_required++] = arena_strdup(j->a, c->required_paths.items[i]);
	add_services(release, j);
}

/* ---- In a thread ----------------------------------------------------------------------------------------- */

static void repository_work(void *arg)
{
	struct job *j = arg;
	j->rc = git_ask(j->a, &j->question, &j->answer, &j->error);
}

static void repository_drop(void *arg)
{
	struct job *j = arg;
	arena_free(j->a);
}

/* ---- Answer ----------------------------------------------------------------------------------------------- */

static struct json *paths_json(struct arena *a, const struct git_paths *paths)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < paths->n; i++) {
		struct buf b = BUF_MAX(4 * LIMIT_PATH);
		text_put_utf8(&b, str_of(paths->items[i]));
		json_add(out, json_new_stringn(a, buf_text(&b), b.n));
		buf_free(&b);
	}
	return out;
}

static struct json *commits_json(struct arena *a, const struct git_built *built)
{
	struct json *v = json_new_object(a);
	json_set_int(a, v, "count", built->n_commits);
	json_set(v, "list", paths_json(a, &built->commits));
	return v;
}

static struct json *facts_of(struct arena *a, const struct job *j)
{
	const struct git_question *q = &j->question;
	const struct git_answer *answer = &j->answer;
	struct json *v = json_new_object(a), *deployed = json_new_object(a), *commits = json_new_object(a);
	for (size_t i = 0; i < q->n_built; i++) {
		json_set_bool(a, deployed, q->built[i].alias, q->built[i].same);
		if (q->built[i].n_commits >= 0)
			json_set(commits, q->built[i].alias, commits_json(a, &q->built[i]));
	}
	json_set_string(a, v, "commit", answer->commit);
	json_set_bool(a, v, "dirty", answer->dirty);
	json_set(v, "deployed", deployed);
	json_set(v, "commits", commits);
	json_set(
		v, "changed", answer->no_changes ? facts_unobserved(a, answer->no_changes) : paths_json(a, &answer->changed));
	json_set_int(a, v, "required", (int64_t)q->n_required);
	json_set(v, "excluded", paths_json(a, &answer->excluded));
	json_set(v, "missing", paths_json(a, &answer->missing));
	return v;
}

static void repository_on_answer(void *arg, void *job, const struct err *error)
{
	struct asking *q = arg;
	const struct job *j = job;
	struct err e = error ? *error : j->error;
	if (!error && !j->rc) {
		observation_end(q->observations, q->l, facts_of(q->observations->a, j), NULL);
		return;
	}
	err_wrap(&e, "source");
	observation_end(q->observations, q->l, NULL, &e);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	int64_t own = loop_now(observations->loop) + ASK_MS;
	struct asking *q = ARENA_NEW(observations->a, struct asking);
	struct job j = { .rc = -1 };
	struct worker_spec spec = { .work = repository_work,
		.drop = repository_drop,
		.size = sizeof(j),
		.deadline = own < observations->deadline ? own : observations->deadline };
	*q = (struct asking){ observations, l };
	fill_job(release, l->config, &j);
	worker_start(observations->loop, &spec, &j, repository_on_answer, q);
}

static const struct fact_doc facts[] = {
	{ "commit", "string", "full hash of the commit that `commit` in the config names" },
	{ "dirty", "bool", "tracked files of the work tree differ from HEAD" },
	{ "deployed", "map of bool", "by service whose candidate states its commit: true if it is this commit" },
	{ "commits", "map of commits", "by service: what leads from the baseline's commit to the candidate's" },
	{ "changed", "list of string",
		"paths that differ from the commit that served before, at most 5000; unobserved if there are more" },
	{ "required", "int", "number of `required_paths` in the config" },
	{ "excluded", "list of string",
		"files of the commit that match `required_paths` and that an ignore file drops, at most 100" },
	{ "missing", "list of string", "`required_paths` that match no file of the commit" },
};

static const struct fact_doc commits_facts[] = {
	{ "count", "int", "number of commits, counted up to 1000" },
	{ "list", "list of string",
		"digits and subject of each, newest first, at most 20; `without`: the baseline has it, and the candidate not" },
};
static const struct fact_shape shapes[] = { { "commits", commits_facts, COUNTOF(commits_facts) } };

const struct source source_git = {
	.kind = "git",
	.group = GROUP_SOURCE,
	.every = EVERY_ONCE,
	.after_services = true,
	.slow = true,
	.start = start,
	.doc = "the repository the release was built from",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
