/* SPDX-License-Identifier: Apache-2.0 */
/* test_ignore.c: what a build leaves behind: Docker's rules by a table, git's against git itself. */
#include "../../gate/source/glob.h"
#include "../../gate/source/ignore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

struct row { const char *text, *dropped, *kept; }; /* paths between blanks */

static void check_paths(struct arena *a, const struct ignore *i, const struct row *r, const char *paths, bool dropped)
{
	char *copy = arena_strdup(a, paths), *save = NULL;
	for (char *path = strtok_r(copy, " ", &save); path; path = strtok_r(NULL, " ", &save))
		if (ignore_drops(i, path) != dropped)
			fail_msg("%s: %s should be %s", r->text, path, dropped ? "dropped" : "kept");
}

static void check_rows(struct arena *a, enum ignore_kind kind, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ignore *g;
		struct err e;
		if (ignore_parse(a, kind, str_of(rows[i].text), NULL, NULL, &g, &e))
			fail_msg("%s: %s", rows[i].text, e.text);
		check_paths(a, g, &rows[i], rows[i].dropped, true);
		check_paths(a, g, &rows[i], rows[i].kept, false);
	}
}

static void docker_patterns(void **state)
{
	static const struct row rows[] = {
		{ "monitoring", "monitoring monitoring/a.py monitoring/x/b.py", "backend/monitoring/a.py monitoring.py" },
		{ "/monitoring/", "monitoring/a.py", "backend/monitoring/a.py" },
		{ "./a/../b//c/.", "b/c b/c/d", "a/b/c b/d" },
		{ "*.md", "README.md", "docs/README.md README.md.txt" },
		{ "*/temp*", "a/temporary.txt a/temp/x", "temp a/b/temp" },
		{ "*/*/temp*", "a/b/temporary.txt", "a/temp" },
		{ "temp?", "tempa tempb/c temp\xC3\xA9", "temp tempab temp/" "a" },
		{ "**/*.go", "x.go a/x.go a/b/x.go", "x.gob" },
		{ "**/monitoring", "monitoring/a backend/monitoring/a a/b/monitoring", "xmonitoring/a" },
		{ "**monitoring", "monitoring xmonitoring a/xmonitoring", "monitoringx" },
		{ "**mon*", "a/monitoring monitoring", "xmonitoring a/xmon" },
		{ "a/**", "a/b a/b/c", "a ab/c" },
		{ "a**", "a ab/c a/b", "b/a" },
		{ "a/**/z", "a/z a/b/z a/b/c/z", "az a/bz" },
		{ "**", "a a/b", "" },
		{ "***a", "a b/a b/ca", "b/ac" },
		{ "[a-c]x", "ax bx cx/y", "dx x" },
		{ "[^a-c]x", "dx", "ax" },
		{ "[!a]x", "!x ax", "bx" },
		{ "[\\]a\xC3\xA8-\xC3\xAA]x", "]x ax \xC3\xA9x", "\xC3\xABx bx" },
		{ "a\\*b", "a*b", "axb" },
		{ "a.b+(c)|{d}$^", "a.b+(c)|{d}$^", "axb" },
		{ "# comment\n  \n\t a.txt \t\n #b\r\n", "a.txt #b", "# comment comment" },
		{ "\xEF\xBB\xBF" "a.txt", "a.txt", "b.txt" },
		{ ".", "", "a a/b" },
		{ "/", "", "a" },
		{ "../a", "", "a" },
	};
	check_rows(*state, IGNORE_DOCKER, rows, COUNTOF(rows));
}

static void docker_exceptions(void **state)
{
	static const struct row rows[] = {
		{ "*.md\n!README.md", "x.md", "README.md" },
		{ "!README.md\n*.md", "README.md x.md", "" }, /* the last that matches decides */
		{ "*.md\n!README*.md\nREADME-secret.md", "x.md README-secret.md", "README.md README-a.md" },
		{ "backend\n!backend/monitoring", "backend/a.py backend/other/x.py", "backend/monitoring/a.py backend/monitoring/x/b.py" },
		{ "**\n!src/**/*.py", "a src/a.js", "src/a.py src/x/a.py" },
		{ "backend\n!**/keep.txt", "backend/a.txt", "backend/x/keep.txt" },
		{ "**/monitoring/\n! /backend/monitoring/ ", "a/monitoring/x", "backend/monitoring/x" },
		{ "!a\na\n!a", "", "a a/b" },
		{ "a/b/**\n!a/b/c/**\na/b/c/d", "a/b/x a/b/c/d/e", "a/b/c/x" },
		{ "*\n!*/", "", "a a/b" },
	};
	check_rows(*state, IGNORE_DOCKER, rows, COUNTOF(rows));
}

static void git_patterns(void **state)
{
	static const struct row rows[] = {
		{ "monitoring", "monitoring backend/monitoring/a.py", "monitoring.py" },
		{ "monitoring/", "monitoring/a.py backend/monitoring/a.py", "monitoring backend/monitoring" }, /* a file of that name */
		{ "/monitoring", "monitoring/a.py", "backend/monitoring/a.py" },
		{ "backend\n!backend/monitoring", "backend/monitoring/a.py", "other" }, /* what is below an excluded folder stays there */
		{ "backend/*\n!backend/monitoring", "backend/a.py", "backend/monitoring/a.py" },
		{ "*.log\n!keep.log\n", "a.log x/a.log", "keep.log x/keep.log" },
		{ "doc/frotz", "doc/frotz", "a/doc/frotz" },
		{ "**/foo/bar", "foo/bar a/foo/bar", "foo/x/bar" },
		{ "abc/**", "abc/x abc/x/y", "abc" },
		{ "a/**/b", "a/b a/x/b a/x/y/b", "ab" },
		{ "a**b", "ab axxb x/axb", "a/b" },
		{ "[!a-c].txt", "d.txt", "a.txt" },
		{ "\\#a\n\\!b\nc\\ \nd  \n#e", "#a !b d", "a b c e" },
		{ "[a/b]", "a b", "x/y" },
	};
	check_rows(*state, IGNORE_GIT, rows, COUNTOF(rows));
}

static void refuses_what_the_build_would(void **state)
{
	static const struct { enum ignore_kind kind; const char *text, *why; } rows[] = {
		{ IGNORE_DOCKER, "a\n!\n", "line 2: a ! alone" },
		{ IGNORE_DOCKER, "a\nb\n[\n", "line 3: [ has a [ that no ] ends" },
		{ IGNORE_DOCKER, "a[]b]", "that no ] ends" },
		{ IGNORE_DOCKER, "a\\", "ends in a backslash" },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct ignore *g;
		struct err e;
		bool refused = ignore_parse(*state, rows[i].kind, str_of(rows[i].text), NULL, NULL, &g, &e) != 0;
		if (!refused || !strstr(e.text, rows[i].why))
			fail_msg("%s: %s", rows[i].text, refused ? e.text : "taken");
	}
}

/* A pattern that would take an eternity by trying one way after another. */
static void no_pattern_takes_long(void **state)
{
	struct buf text = BUF_MAX(LIMIT_PATH), path = BUF_MAX(LIMIT_PATH);
	struct ignore *g;
	struct err e;
	for (int i = 0; i < 200; i++) {
		buf_puts(&text, "**/*a");
		buf_puts(&path, "aaaa/aaaa/");
	}
	buf_puts(&text, "b");
	buf_puts(&path, "c");
	assert_int_equal(ignore_parse(*state, IGNORE_DOCKER, str_of(text.p), NULL, NULL, &g, &e), 0);
	assert_false(ignore_drops(g, path.p));
	buf_free(&text);
	buf_free(&path);
}

static int give(void *arg, const char *name, struct str *text, struct err *e)
{
	(void)arg;
	if (strcmp(name, ".gitignore") != 0)
		return err_set(e, ERR_NOT_FOUND, "it is not there");
	*text = STR("build/\n#!include:.gcloudignore\n!keep\n");
	return 0;
}

static void includes(void **state)
{
	struct ignore *g;
	struct err e;
	assert_int_equal(ignore_parse(*state, IGNORE_GIT, STR("*.log\nkeep\n# !include:.gitignore \n#!includes\n"), give, NULL, &g, &e), 0);
	assert_true(ignore_drops(g, "a.log"));
	assert_true(ignore_drops(g, "build/x"));
	assert_false(ignore_drops(g, "keep"));
	assert_int_equal(ignore_parse(*state, IGNORE_GIT, STR("\n#!include:other"), give, NULL, &g, &e), -1);
	assert_string_equal(e.text, "line 2: #!include:other: it is not there");
	assert_int_equal(ignore_parse(*state, IGNORE_GIT, STR("#!include:a/b"), give, NULL, &g, &e), -1);
	assert_non_null(strstr(e.text, "in the same folder"));
}

/* ---- Against git ----------------------------------------------------------------------------------------- */

static const char *const files[] = {
	"a", "b", "ab", "a.b", "b.a", "x/a", "x/b", "x/ab", "x/a.b", "y/a/b", "y/a/ab", "y/b/a/a", "y/b/a/b", "y/ab/a.b", "y/a.b/a",
	"z/z/z/a", "z/z/z/b", "z/z/ab/b", "z/a/z/a.b", "z/b",
};

static const char *pick(const char *const *words, size_t n, uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return words[(*seed >> 33) % n];
}

static char *some_patterns(struct arena *a, uint64_t *seed)
{
	static const char *const pieces[] = { "a", "b", "ab", "*", "?", "**", "/", "/", "x", "y", "z", ".", "[ab]", "[!a]", "/**/", "**/", "a*", "\\a" };
	static const char *const counts[] = { "1", "2", "3", "4" }, *const marks[] = { "", "", "!", "/" };
	struct buf b = BUF_MAX(4096);
	for (int lines = atoi(pick(counts, COUNTOF(counts), seed)); lines; lines--) {
		buf_puts(&b, pick(marks, COUNTOF(marks), seed));
		for (int n = atoi(pick(counts, COUNTOF(counts), seed)); n; n--) {
			const char *piece = pick(pieces, COUNTOF(pieces), seed);
			char last = b.n ? b.p[b.n - 1] : '\n';
			bool twice = last == '/' && *piece == '/'; /* an empty part of a path: nobody means it */
			if (*piece == '*' && (last == '*' || (piece[1] == '*' && !strchr("/!\n", last))))
				continue; /* ** after other text: git takes what follows as a pattern of its own, and nobody means that either */
			buf_puts(&b, piece + twice);
		}
		buf_puts(&b, "\n");
	}
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* The files that git would take, sorted, a line each. */
static char *what_git_keeps(struct arena *a, const char *dir)
{
	struct str text;
	struct err e;
	pid_t pid = fork();
	if (!pid) {
		if (chdir(dir) || !freopen("kept.out", "w", stdout))
			_exit(126);
		execlp("git", "git", "ls-files", "--others", "--exclude-per-directory=.gitignore", (char *)NULL);
		_exit(127);
	}
	int status = 0;
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(file_read(a, arena_printf(a, "%s/kept.out", dir), 1 << 20, &text, &e), 0);
	return arena_printf(a, "\n%s", text.p);
}

static void as_git_does(void **state)
{
	struct arena *a = *state;
	char dir[] = "/tmp/ignore-XXXXXX";
	uint64_t seed = 7;
	struct err e;
	assert_non_null(mkdtemp(dir));
	const char *init[] = { "git", "init", "-q", dir, NULL }, *rm[] = { "rm", "-rf", dir, NULL };
	pid_t pid = fork();
	if (!pid)
		execvp(init[0], (char **)(uintptr_t)init);
	waitpid(pid, NULL, 0);
	for (size_t i = 0; i < COUNTOF(files); i++)
		assert_int_equal(file_write_atomic(arena_printf(a, "%s/%s", dir, files[i]), "", 0, 0600, &e), 0);
	for (int round = 0; round < 200; round++) {
		struct arena_mark mark = arena_mark(a);
		struct ignore *g;
		const char *text = some_patterns(a, &seed);
		assert_int_equal(file_write_atomic(arena_printf(a, "%s/.gitignore", dir), text, strlen(text), 0600, &e), 0);
		assert_int_equal(ignore_parse(a, IGNORE_GIT, str_of(text), NULL, NULL, &g, &e), 0);
		const char *kept = what_git_keeps(a, dir);
		for (size_t i = 0; i < COUNTOF(files); i++)
			if (ignore_drops(g, files[i]) == (strstr(kept, arena_printf(a, "\n%s\n", files[i])) != NULL))
				fail_msg("round %d: %s is dropped by one alone, with\n%s", round, files[i], text);
		arena_rewind(a, mark);
	}
	pid = fork();
	if (!pid)
		execvp(rm[0], (char **)(uintptr_t)rm);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(docker_patterns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(docker_exceptions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(git_patterns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_the_build_would, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_pattern_takes_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(includes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(as_git_does, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
