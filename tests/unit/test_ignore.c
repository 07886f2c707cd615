/* SPDX-License-Identifier: Apache-2.0 */
/* test_ignore.c: which files a build leaves out, compared with the behaviour of Docker's and gcloud's own code. */
#include "../../gate/source/files/glob.h"
#include "../../gate/source/files/ignore.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* Paths are separated by spaces. */
struct row {
	const char *text, *dropped, *kept;
};

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
		{ "/monitoring/", "monitoring/a.py", "backend/monitoring/a.py" }, { "./a/../b//c/.", "b/c b/c/d", "a/b/c b/d" },
		{ "*.md", "README.md", "docs/README.md README.md.txt" },
		{ "*/temp*", "a/temporary.txt a/temp/x", "temp a/b/temp" }, { "*/*/temp*", "a/b/temporary.txt", "a/temp" },
		{ "temp?", "tempa tempb/c temp\xC3\xA9",
			"temp tempab temp/"
			"a" },
		{ "**/*.go", "x.go a/x.go a/b/x.go", "x.gob" },
		{ "**/monitoring", "monitoring/a backend/monitoring/a a/b/monitoring", "xmonitoring/a" },
		{ "**monitoring", "monitoring xmonitoring a/xmonitoring", "monitoringx" },
		{ "**mon*", "a/monitoring monitoring", "xmonitoring a/xmon" }, { "a/**", "a/b a/b/c", "a ab/c" },
		{ "a**", "a ab/c a/b", "b/a" }, { "a/**/z", "a/z a/b/z a/b/c/z", "az a/bz" }, { "**", "a a/b", "" },
		{ "***a", "a b/a b/ca", "b/ac" }, { "[a-c]x", "ax bx cx/y", "dx x" }, { "[^a-c]x", "dx", "ax" },
		{ "[!a]x", "!x ax", "bx" }, { "[\\]a\xC3\xA8-\xC3\xAA]x", "]x ax \xC3\xA9x", "\xC3\xABx bx" },
		{ "a\\*b", "a*b", "axb" }, { "a.b+(c)|{d}$^", "a.b+(c)|{d}$^", "axb" },
		{ "# comment\n  \n\t a.txt \t\n #b\r\n", "a.txt #b", "# comment comment" },
		{ "\xEF\xBB\xBF"
		  "a.txt",
			"a.txt", "b.txt" },
		{ ".", "", "a a/b" }, { "/", "", "a" }, { "../a", "", "a" }, { "a /\n/ /", "a", "b" },
		{ "[[:digit:]]x", "1x", "ax" }, { "\\d[a]", "1a", "da" }, { "[*]a", "", "*a ba" }, { "^a*", "ab a", "^ab" },
		{ "a^b", "a^b", "ab" }, { "a^b*", "", "a^b ab" }, { "]a", "]a", "a" }, { "a[^b]c", "a/c axc", "abc" },
		{ "a*[b-]", "axb ax-", "axc" }, /* behind a star, Go does not look at characters that "." does not reach */
	};
	check_rows(*state, IGNORE_DOCKER, rows, COUNTOF(rows));
}

static void docker_exceptions(void **state)
{
	static const struct row rows[] = {
		{ "*.md\n!README.md", "x.md", "README.md" },
		{ "!README.md\n*.md", "README.md x.md", "" }, /* the last matching pattern decides */
		{ "*.md\n!README*.md\nREADME-secret.md", "x.md README-secret.md", "README.md README-a.md" },
		{ "backend\n!backend/monitoring", "backend/a.py backend/other/x.py",
			"backend/monitoring/a.py backend/monitoring/x/b.py" },
		{ "**\n!src/**/*.py", "a src/a.js", "src/a.py src/x/a.py" },
		{ "backend\n!**/keep.txt", "backend/a.txt", "backend/x/keep.txt" },
		{ "**/monitoring/\n! /backend/monitoring/ ", "a/monitoring/x", "backend/monitoring/x" },
		{ "!a\na\n!a", "", "a a/b" },
		{ "a*\n/!ab", "ac", "ab" },
		{ "a/b/**\n!a/b/c/**\na/b/c/d", "a/b/x a/b/c/d/e", "a/b/c/x" },
		{ "*\n!*/", "", "a a/b" },
		/* app was kept already: the exception was not evaluated */
		{ "**/*.json\n!app", "app/config/settings.json x.json", "app/a.txt" },
		{ "**/*.json\n!app/**", "x.json", "app/config/settings.json" },
		{ "app\n**/*.json\n!app", "x.json", "app/config/settings.json" },
		{ "!app\n**/*.json", "app/config/settings.json", "app/a.txt" },
		{ "**/*.json\n!**/settings.json\n!app", "app/a.json", "app/config/settings.json" },
		{ "a\n!a/*/**", "a/x/y a/z", "b" }, /* no plain exception leads below a/x, so it is not entered */
		{ "a\n!a/*/*", "a/z", "a/x/y b" },
		{ "a\n!a/[x]/*", "a/z", "a/x/y" },
		{ "a*\n!a/b\n!a/b/c?", "a/x ab", "a/b/x" },
		{ "*\n!src\nsrc/*.log\n!src/keep.log", "a src/x.log", "src/a src/keep.log src/x/y.log" },
	};
	check_rows(*state, IGNORE_DOCKER, rows, COUNTOF(rows));
}

static void gcloud_patterns(void **state)
{
	static const struct row rows[] = {
		{ "monitoring", "monitoring backend/monitoring/a.py", "monitoring.py" },
		{ "monitoring/", "monitoring/a.py backend/monitoring/a.py",
			"monitoring backend/monitoring" }, /* a file of that name */
		{ "/monitoring", "monitoring/a.py", "backend/monitoring/a.py" },
		/* files below a dropped folder stay dropped */
		{ "backend\n!backend/monitoring", "backend/monitoring/a.py", "other" },
		{ "backend/*\n!backend/monitoring", "backend/a.py", "backend/monitoring/a.py" },
		{ "*.log\n!keep.log\n", "a.log x/a.log", "keep.log x/keep.log" },
		{ "config/settings.json", "config/settings.json app/config/settings.json a/b/config/settings.json",
			"settings.json config/x/settings.json" },
		{ "doc/*.txt", "doc/a.txt x/doc/a.txt", "doc/x/a.txt a.txt" }, { "*/a", "a x/a", "xx/yy/a b" },
		{ "*\n!keep", "a xx.txt", "keep keep/file keep/x/a" },
		{ "*\n!k", "k/file", "k" }, /* specific to gcloud: `*` matches again in a folder whose name is one letter */
		{ "/*\n!/keep", "a x/a", "keep keep/x/a" }, { "*/*/a", "b/a bb/cc/a x/b/a", "a xx/yy/zz/b" },
		{ "a/**", "a a/x a/x/y", "b x/a x/a/y" }, { "**/a/b", "a/b x/a/b x/y/a/b", "a b x/b" },
		{ "a/**/b", "a/b a/x/b a/x/y/b", "ab x/a/b" }, { "a**b", "ab axxb x/axb", "a/b" }, { "**", "a x/y", "" },
		{ "[!a-c].txt", "d.txt", "a.txt" }, { "[^a].txt", "^.txt a.txt", "b.txt" }, { "[[]a", "[a", "a" },
		{ "x[", "x[ y/x[", "x" }, { "x[!]", "x[!]", "xa x[" }, { "[]a]", "] a", "[" }, { "[a-]", "a -", "b" },
		{ "[c-a]x\n[!c-a]y", "ay by", "ax bx cx -x" },
		{ "[\xC3\xA8-\xC3\xAA]?", "\xC3\xA9\xC3\xA9",
			"\xC3\xAB"
			"a \xC3\xA9" },
		{ "a\\*b", "a*b axb ab a\\*b", "xa" }, { "a\\[b]", "ab", "a[b]" }, { "\\*\\*/z", "z x/y/z", "a" },
		{ "a\\\\b", "a\\b", "ab" }, { "\\#a\n\\!b\nc\\ \nd  \n#e", "#a !b d", "a b c e" },
		{ "a\\\nb", "b", "a a\\" }, /* a line that ends in a backslash is ignored */
		{ "a\r\nb\rc\x0C"
		  "d",
			"a b c d", "e" },
		{ "\t\n  \n!\nx\t", "x\t", "x" }, { "a//b\nc/ ", "", "a/b b c c/x" },
		{ "\xEF\xBB\xBF"
		  "a",
			"", "a" },
		{ "[a/b]", "", "a b x/y" }, { "[a-\x80]x", "ax", "-x" }, /* an invalid byte is a character */
	};
	check_rows(*state, IGNORE_GCLOUD, rows, COUNTOF(rows));
}

static void patterns_that_the_build_rejects_are_rejected(void **state)
{
	static const struct {
		enum ignore_kind kind;
		const char *text, *why;
	} rows[] = {
		{ IGNORE_DOCKER, "a\n!\n", "line 2: docker build rejects ! without a path" },
		{ IGNORE_DOCKER, "! /", "! without a path" },
		{ IGNORE_DOCKER, "a\nb\n[\n",
			"line 3: docker build rejects the pattern: [: malformed character class [ (write" },
		{ IGNORE_DOCKER, "a[]b]", "malformed character class []b]" },
		{ IGNORE_DOCKER, "[a-]", "malformed" },
		{ IGNORE_DOCKER, "[-a]", "malformed" },
		{ IGNORE_DOCKER, "[a-c-e]", "malformed" },
		{ IGNORE_DOCKER, "*[^]", "malformed" },
		{ IGNORE_DOCKER, ".*[a-]", "malformed" },
		{ IGNORE_DOCKER, "a*[", "missing" },
		{ IGNORE_DOCKER, "x/[a", "malformed" },
		{ IGNORE_DOCKER, "[\xFF]", "malformed" },
		{ IGNORE_DOCKER, "[b-a]", "range" },
		{ IGNORE_DOCKER, "[[:letters:]]", "range" },
		{ IGNORE_DOCKER, "a\\y", "escape" },
		{ IGNORE_DOCKER, "a\\", "ends with a backslash" },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct ignore *g;
		struct err e;
		bool refused = ignore_parse(*state, rows[i].kind, str_of(rows[i].text), NULL, NULL, &g, &e) != 0;
		if (!refused || !strstr(e.text, rows[i].why))
			fail_msg("%s: %s", rows[i].text, refused ? e.text : "taken");
	}
}

/* A pattern that would take exponential time with backtracking. */
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
	assert_int_equal(ignore_parse(*state, IGNORE_GCLOUD, STR("*.log\nkeep\n# !include:.gitignore\n#!includes\n"), give,
						 NULL, &g, &e),
		0);
	assert_true(ignore_drops(g, "a.log"));
	assert_true(ignore_drops(g, "build/x"));
	assert_false(ignore_drops(g, "keep"));
	assert_int_equal(ignore_parse(*state, IGNORE_GCLOUD, STR("\n#!include:other"), give, NULL, &g, &e), -1);
	assert_string_equal(e.text, "line 2: #!include:other: it is not there");
	assert_int_equal(ignore_parse(*state, IGNORE_GCLOUD, STR("#!include:.gitignore "), give, NULL, &g, &e), -1);
	assert_int_equal(ignore_parse(*state, IGNORE_GCLOUD, STR("#!include:a/b"), give, NULL, &g, &e), -1);
	assert_non_null(strstr(e.text, "in the same folder"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(docker_patterns, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(docker_exceptions, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(gcloud_patterns, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(patterns_that_the_build_rejects_are_rejected, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(no_pattern_takes_long, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(includes, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
