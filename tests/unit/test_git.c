/* SPDX-License-Identifier: Apache-2.0 */
/* test_git.c: repositories created by git: clean, dirty, bare, shallow, sparse, empty, or owned by another user. */
#include "../../gate/source/files/git.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* libgit2 1.5 does not free the match data of pcre2 when it opens a repository with extensions: 20 KiB once per run. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}

struct place {
	struct arena *a;
	char *dir;
};

/* Runs the script in the folder of the test, with $OLD and $NEW as the commits of `repo`. */
static void run(const struct place *p, const char *script)
{
	pid_t pid = fork();
	int status = 0;
	if (!pid) {
		if (!chdir(p->dir))
			execl("/bin/sh", "sh", "-euc", script, (char *)NULL);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	if (status)
		fail_msg("%s", script);
}

static const char *line_of(const struct place *p, const char *name)
{
	struct str text;
	struct err e;
	if (file_read(p->a, arena_printf(p->a, "%s/%s", p->dir, name), 4096, &text, &e))
		fail_msg("%s", e.text);
	return arena_strndup(p->a, text.p, strcspn(text.p, "\n"));
}

static int set_up(void **state)
{
	struct arena *a = arena_new();
	struct place *p = ARENA_NEW(a, struct place);
	*p = (struct place){ a, mkdtemp(arena_strdup(a, "/tmp/git-XXXXXX")) };
	*state = p;
	if (!p->dir)
		return -1;
	run(p,
		"git init -q repo; cd repo; mkdir -p backend/monitoring migrations; echo 1 > backend/app.py; echo 1 > "
		"backend/monitoring/a.py;"
		"echo 1 > backend/monitoring/b.py; git add .; git commit -qm one; git tag -a v1 -m one; git rev-parse HEAD > "
		"../old;"
		"echo 2 > backend/app.py; echo 1 > migrations/1.sql; git rm -q backend/monitoring/b.py; printf "
		"'**/monitoring\\n!backend/monitoring/c.py\\n' > .dockerignore;"
		"echo 1 > backend/monitoring/c.py; git add .; git commit -qm two; git rev-parse HEAD > ../new");
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	run(p, "chmod -R u+rwX .; rm -rf repo* bare work old new");
	rmdir(p->dir);
	arena_free(p->a);
	return 0;
}

static struct git_question question(const struct place *p, const char *repository, const char *commit)
{
	return (struct git_question){ .repository = arena_printf(p->a, "%s/%s", p->dir, repository), .commit = commit };
}

static struct git_answer ask(const struct place *p, struct git_question q)
{
	struct git_answer out;
	struct err e;
	if (git_ask(p->a, &q, &out, &e))
		fail_msg("%s", e.text);
	return out;
}

static void refuses(const struct place *p, struct git_question q, const char *why)
{
	struct git_answer out;
	struct err e;
	assert_int_equal(git_ask(p->a, &q, &out, &e), -1);
	if (!strstr(e.text, why))
		fail_msg("%s", e.text);
}

static void paths_are(struct git_paths paths, const char *want)
{
	struct buf b = BUF_MAX(4096);
	for (size_t i = 0; i < paths.n; i++)
		buf_printf(&b, "%s%s", i ? " " : "", paths.items[i]);
	assert_string_equal(buf_text(&b), want);
	buf_free(&b);
}

static void commit_names(void **state)
{
	struct place *p = *state;
	const char *old = line_of(p, "old"), *new = line_of(p, "new");
	assert_string_equal(ask(p, question(p, "repo", "HEAD")).commit, new);
	assert_string_equal(ask(p, question(p, "repo", "main")).commit, new);
	assert_string_equal(ask(p, question(p, "repo", "v1")).commit, old);
	assert_string_equal(ask(p, question(p, "repo", "refs/heads/main")).commit, new);
	assert_string_equal(ask(p, question(p, "repo", arena_strndup(p->a, old, 8))).commit, old);
	assert_string_equal(ask(p, question(p, "repo/backend", "HEAD")).commit, new); /* a folder in a repository */
	refuses(p, question(p, "repo", "no-such-branch"), "has no commit no-such-branch");
	refuses(p, question(p, "repo", "HEAD~2"), "has no commit HEAD~2");
	refuses(p, question(p, "repo", ""), "\"\" does not name a commit");
	refuses(p, question(p, "nowhere", "HEAD"), "is not in a git repository");
}

static void relative_commit_names(void **state)
{
	struct place *p = *state;
	static const char *const olds[] = { "HEAD~1", "HEAD^", "main~", "v1^{commit}", "v1^{}", "HEAD@{1}", "HEAD~1^0" };
	static const char *const none[] = { "HEAD:backend", "HEAD^{tree}", "HEAD~x", "v1..main", ":/one", "HEAD^{/one}" };
	const char *old = line_of(p, "old"), *new = line_of(p, "new");
	for (size_t i = 0; i < COUNTOF(olds); i++)
		assert_string_equal(ask(p, question(p, "repo", olds[i])).commit, old);
	/* the format of git describe */
	assert_string_equal(ask(p, question(p, "repo", arena_printf(p->a, "v1-1-g%.9s", new))).commit, new);
	assert_string_equal(ask(p, question(p, "repo", arena_printf(p->a, "%.12s~1", new))).commit, old);
	for (size_t i = 0; i < COUNTOF(none); i++)
		refuses(p, question(p, "repo", none[i]), arena_printf(p->a, "\"%s\" does not name a commit", none[i]));
	run(p, "cd repo; echo 195 | git hash-object -w --stdin; echo 389 | git hash-object -w --stdin"); /* both 6bb2f... */
	refuses(p, question(p, "repo", "6bb2f"), "the commit 6bb2f is ambiguous; write more of its digits");
}

static void dirty_work_trees(void **state)
{
	struct place *p = *state;
	assert_false(ask(p, question(p, "repo", "HEAD")).dirty);
	run(p, "echo new > repo/untracked");
	assert_false(ask(p, question(p, "repo", "HEAD")).dirty);
	run(p, "echo 3 > repo/backend/app.py");
	assert_true(ask(p, question(p, "repo", "HEAD")).dirty);
	run(p, "cd repo; git checkout -q .; git mv backend/app.py backend/main.py");
	assert_true(ask(p, question(p, "repo", "HEAD")).dirty);
}

static void built_folder_and_changes(void **state)
{
	struct place *p = *state;
	const char *old = line_of(p, "old"), *new = line_of(p, "new");
	struct git_built built[] = {
		{ .alias = "a", .commit = new },
		{ .alias = "b", .commit = arena_strndup(p->a, new, 7) },
		{ .alias = "c", .commit = old },
		{ .alias = "d", .commit = "v1" },
		{ .alias = "e", .commit = "main" },
		{ .alias = "f", .commit = "0123456789abcdef" },
		{ .alias = "g", .commit = "" },
	};
	const bool same[] = { true, true, false, false, true, false, false };
	struct git_question q = question(p, "repo", "HEAD");
	q.built = built;
	q.n_built = COUNTOF(built);
	assert_non_null(strstr(ask(p, q).no_changes, "no baseline revision states"));
	for (size_t i = 0; i < COUNTOF(built); i++)
		if (built[i].same != same[i])
			fail_msg("%s: %s", built[i].alias, built[i].commit);
	q.baselines = (const char *[]){ "v1" };
	q.n_baselines = 1;
	struct git_answer out = ask(p, q);
	assert_null(out.no_changes);
	paths_are(
		out.changed, ".dockerignore backend/app.py backend/monitoring/b.py backend/monitoring/c.py migrations/1.sql");
	q.baselines = (const char *[]){ "v1", new, old };
	q.n_baselines = 3;
	assert_int_equal(ask(p, q).changed.n, 5); /* each once */
	q.baselines = (const char *[]){ "v1", "0123456789" };
	q.n_baselines = 2;
	assert_string_equal(ask(p, q).no_changes, "the commit 0123456789 of the baseline is not in the repository");
}

static void commits_between_two_revisions(void **state)
{
	struct place *p = *state;
	const char *old = line_of(p, "old"), *new = line_of(p, "new");
	const struct {
		const char *before, *commit, *want;
		int n;
	} rows[] = {
		{ "v1", new, arena_printf(p->a, "%.8s two", new), 1 },
		{ new, old, arena_printf(p->a, "without %.8s two", new), 1 }, /* the candidate is the older one */
		{ new, "main", "", 0 },
		{ NULL, new, "", -1 },
		{ "0123456789", new, "", -1 },
		{ old, "0123456789", "", -1 },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct git_built built = { .alias = "a", .commit = rows[i].commit, .before = rows[i].before };
		struct git_question q = question(p, "repo", "HEAD");
		q.built = &built;
		q.n_built = 1;
		ask(p, q);
		assert_int_equal(built.n_commits, rows[i].n);
		paths_are(built.commits, rows[i].want);
	}
}

/* More are counted than kept. */
static void many_commits_are_counted(void **state)
{
	struct place *p = *state;
	struct git_built built = { .alias = "a", .commit = "HEAD", .before = "v1" };
	struct git_question q = question(p, "repo", "HEAD");
	run(p, "cd repo; for n in $(seq 24); do git commit -q --allow-empty -m \"c $n\"; done");
	q.built = &built;
	q.n_built = 1;
	ask(p, q);
	assert_int_equal(built.n_commits, 25);
	assert_int_equal(built.commits.n, LIMIT_SOURCE_COMMITS);
	assert_non_null(strstr(built.commits.items[0], " c 24"));
}

static void files_that_the_build_drops(void **state)
{
	struct place *p = *state;
	struct git_question q = question(p, "repo", "HEAD");
	q.required = (const char *[]){ "backend/monitoring/**", "backend/app.py", "docs/*.md", "migrations" };
	q.n_required = 4;
	struct git_answer out = ask(p, q);
	paths_are(out.excluded, "backend/monitoring/a.py"); /* the ignore file exists, so it counts without being named */
	paths_are(out.missing, "docs/*.md");
	q.commit = "v1"; /* as of that commit: without an ignore file */
	out = ask(p, q);
	paths_are(out.excluded, "");
	paths_are(out.missing, "docs/*.md migrations");
	q.dockerignore = ".dockerignore";
	refuses(p, q, "the commit has no file .dockerignore");
	q.commit = "HEAD";
	run(p, "echo '*' > repo/.dockerignore");
	paths_are(ask(p, q).excluded, "backend/monitoring/a.py"); /* the committed file counts */
	q.required = (const char *[]){ "[" };
	q.n_required = 1;
	refuses(p, q, "required_paths: [: malformed character class");
}

static void ignore_files_elsewhere(void **state)
{
	struct place *p = *state;
	struct git_question q = question(p, "repo", "HEAD");
	run(p,
		"cd repo; git mv .dockerignore backend/; echo app.py > backend/.dockerignore; echo migrations > "
		"Own.dockerignore;"
		"printf '#!include:.gitignore\\n*.md\\n' > .gcloudignore; echo monitoring/ > .gitignore; git add .; git commit "
		"-qm three");
	q.required = (const char *[]){ "backend", "migrations/*" };
	q.n_required = 2;
	q.dockerignore = "backend/.dockerignore"; /* the build context is this folder: the rest is not sent */
	paths_are(ask(p, q).excluded, "backend/app.py migrations/1.sql");
	q.dockerignore = "Own.dockerignore";
	paths_are(ask(p, q).excluded, "migrations/1.sql");
	q.gcloudignore = ".gcloudignore";
	paths_are(ask(p, q).excluded, "backend/monitoring/a.py backend/monitoring/c.py migrations/1.sql");
	run(p, "cd repo; git rm -q .gitignore; git commit -qm four");
	refuses(p, q, ".gcloudignore: line 1: #!include:.gitignore: the commit has no file .gitignore");
	run(p,
		"cd repo; rm Own.dockerignore; ln -s backend/.dockerignore Own.dockerignore; git add .; git commit -qm five");
	refuses(p, q, "Own.dockerignore is not a regular file in the commit");
	run(p, "cd repo; rm Own.dockerignore; echo '[' > Own.dockerignore; git add .; git commit -qm six");
	refuses(p, q, "Own.dockerignore: line 1: docker build rejects the pattern: [: malformed character class [ (write");
}

static void all_kinds_of_repositories(void **state)
{
	struct place *p = *state;
	const char *old = line_of(p, "old"), *new = line_of(p, "new");
	run(p,
		"git clone -q --bare repo bare; git clone -q --depth=1 file://$PWD/repo repo-shallow; git init -q repo-empty;"
		"cd repo; git worktree add -q ../work HEAD; cd ..; git clone -q repo repo-sparse; cd repo-sparse;"
		"git config extensions.worktreeConfig true; git config core.repositoryformatversion 1; git sparse-checkout set "
		"--no-cone backend");
	struct git_answer out = ask(p, question(p, "bare", "main"));
	assert_string_equal(out.commit, new);
	assert_false(out.dirty);
	assert_string_equal(ask(p, question(p, "work", "HEAD")).commit, new);
	assert_string_equal(ask(p, question(p, "repo-sparse", "HEAD")).commit, new);
	refuses(p, question(p, "repo-empty", "HEAD"), "has no commit yet");
	refuses(p, question(p, "repo-shallow", old), "the repository is a shallow clone; fetch the history");
	refuses(p, question(p, "repo-shallow", "HEAD~1"),
		"has no commit HEAD~1; the repository is a shallow clone; fetch the history");
	struct git_question q = question(p, "repo-shallow", "HEAD");
	struct git_built built[] = { { .alias = "a", .commit = new },
		{ .alias = "b", .commit = arena_strndup(p->a, old, 9), .same = true } };
	q.built = built;
	q.n_built = 2;
	q.baselines = &old;
	q.n_baselines = 1;
	out = ask(p, q);
	assert_string_equal(out.commit, new);
	assert_true(built[0].same && !built[1].same);
	assert_non_null(strstr(out.no_changes, "which is a shallow clone (fetch-depth: 0"));
}

static void too_many_changes_are_not_reported_in_part(void **state)
{
	struct place *p = *state;
	struct git_question q = question(p, "repo", "HEAD");
	run(p,
		"cd repo; mkdir many; i=0; while [ $i -le 5000 ]; do : > many/$i; i=$((i+1)); done; git add many; git commit "
		"-qm many");
	q.baselines = (const char *[]){ "v1" };
	q.n_baselines = 1;
	assert_string_equal(ask(p, q).no_changes, "more than 5000 paths changed since v1");
}

static void broken_repositories(void **state)
{
	struct place *p = *state;
	run(p,
		"cp -r repo repo-broken; rm -rf repo-broken/.git/objects/*; cp -r repo repo-strange; printf "
		"'[core]\\n\\trepositoryformatversion = 1\\n"
		"[extensions]\\n\\tnosuchthing = true\\n' > repo-strange/.git/config");
	refuses(p, question(p, "repo-broken", "HEAD"), "has no commit HEAD");
	refuses(p, question(p, "repo-strange", "HEAD"), "unsupported extension name extensions.nosuchthing");
}

static void repository_of_another_user(void **state)
{
	struct place *p = *state;
	if (geteuid())
		skip(); /* only root can change the owner of a file */
	run(p, "chown -R 12345 repo");
	refuses(p, question(p, "repo/backend", "HEAD"),
		arena_printf(p->a,
			"belongs to another user; if you trust it: git config --global --add "
			"safe.directory %s/repo",
			p->dir));
	run(p, "git config --global --add safe.directory $PWD/repo");
	assert_non_null(ask(p, question(p, "repo", "HEAD")).commit);
}

static int set_up_all(void **state)
{
	static char home[] = "/tmp/git-home-XXXXXX";
	*state = mkdtemp(home);
	setenv("HOME", home, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	git_prepare();
	return system("git config --global user.name T; git config --global user.email t@example.com; git config --global "
				  "init.defaultBranch main");
}

static int tear_down_all(void **state)
{
	(void)state;
	return system("rm -rf \"$HOME\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(commit_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(relative_commit_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dirty_work_trees, set_up, tear_down),
		cmocka_unit_test_setup_teardown(built_folder_and_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(commits_between_two_revisions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_commits_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_that_the_build_drops, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ignore_files_elsewhere, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_kinds_of_repositories, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_many_changes_are_not_reported_in_part, set_up, tear_down),
		cmocka_unit_test_setup_teardown(broken_repositories, set_up, tear_down),
		cmocka_unit_test_setup_teardown(repository_of_another_user, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
