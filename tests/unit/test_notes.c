/* SPDX-License-Identifier: Apache-2.0 */
/* test_notes.c: notes in real git repositories: written by many processes at once, and repositories that accept
 * none. */
#include "sample.h"
#include "../../gate/evidence/chain.h"
#include "../../gate/source/files/git.h"

#include <fcntl.h>
#include <git2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { WRITERS = 8, EACH = 50 };

/* libgit2 1.5 leaks the match data of a pattern for a repository with extensions. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2";
}

struct place {
	struct arena *a;
	char dir[32];
};

/* Returns the output of the command, or NULL if it fails. */
static char *run(struct place *p, const char *command)
{
	struct buf b = BUF_MAX(4 * 1024 * 1024);
	char part[4096];
	FILE *f = popen(arena_printf(p->a,
						"cd %s && export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t "
						"GIT_COMMITTER_EMAIL=t@t HOME=%s "
						"GIT_CONFIG_NOSYSTEM=1; ( %s ) 2>&1",
						p->dir, p->dir, command),
		"r");
	for (size_t n; (n = fread(part, 1, sizeof(part), f)) > 0;)
		buf_put(&b, part, n);
	char *out = arena_strdup(p->a, buf_text(&b));
	buf_free(&b);
	return pclose(f) ? NULL : out;
}

static const char *in(struct place *p, const char *name)
{
	return arena_printf(p->a, "%s/%s", p->dir, name);
}

static const char *commit_of(struct place *p, const char *repository)
{
	char *out = run(p, arena_printf(p->a, "git -C %s rev-parse HEAD", repository));
	assert_non_null(out);
	out[strcspn(out, "\n")] = '\0';
	return out;
}

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	p->a = arena_new();
	strcpy(p->dir, "/dev/shm/notes-XXXXXX"); /* in memory if possible, because every note is synced */
	if (!mkdtemp(p->dir)) {
		strcpy(p->dir, "/tmp/notes-XXXXXX");
		assert_non_null(mkdtemp(p->dir));
	}
	setenv("HOME", p->dir, 1);
	git_prepare();
	/* libgit2 reads HOME once per process */
	git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, p->dir);
	assert_non_null(run(p,
		"git init -q r && cd r && echo 1 > f && git add f && git commit -qm one && echo 2 > f && git commit -qam two"));
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	run(p, arena_printf(p->a, "chmod -R u+w . && rm -rf %s", p->dir));
	arena_free(p->a);
	free(p);
	return 0;
}

static int write_note(struct place *p, const char *repository, const char *commit, const char *line, struct err *e)
{
	return notes_write(in(p, repository), commit, line,
		"rungate: passed\n\nSequence: 7\nSha256: "
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
		e);
}

static void git_reads_the_written_notes(void **state)
{
	struct place *p = *state;
	const char *head = commit_of(p, "r");
	struct chain_head h;
	struct note_line *lines;
	size_t n;
	struct err e;
	assert_int_equal(notes_read_head(in(p, "r"), &h, &e), 0);
	assert_int_equal(h.sequence, 0);
	assert_int_equal(notes_read(p->a, in(p, "r"), NULL, &lines, &n, &e), 0);
	assert_int_equal(n, 0);
	assert_int_equal(write_note(p, "r", head, "{\"a\":1}", &e), 0);
	assert_int_equal(write_note(p, "r", head, "{\"b\":2}", &e), 0);
	assert_int_equal(write_note(p, "r", head, "{\"a\":1}", &e), 0); /* writing the same note again changes nothing */
	assert_int_equal(write_note(p, "r", arena_strndup(p->a, head, 10), "{\"c\":3}", &e), 0);
	assert_string_equal(run(p, "git -C r notes --ref rungate show"), "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
	assert_non_null(strstr(run(p, "git -C r log -1 --format=%B refs/notes/rungate"), "Sequence: 7"));
	assert_non_null(run(p, "git -C r fsck --strict"));
	assert_int_equal(notes_read(p->a, in(p, "r"), NULL, &lines, &n, &e), 0);
	assert_int_equal(n, 3);
	assert_string_equal(lines[1].commit, head);
	assert_true(str_is(lines[1].text, "{\"b\":2}\n"));
	assert_int_equal(notes_read_head(in(p, "r"), &h, &e), 0);
	assert_int_equal(h.sequence, 7);
	/* notes of git and of rungate in one history */
	assert_non_null(run(p, "cd r && git notes --ref rungate append -m after HEAD~1"));
	assert_int_equal(write_note(p, "r", run(p, "git -C r rev-parse HEAD~1 | tr -d '\\n'"), "{\"d\":4}", &e), 0);
	assert_string_equal(run(p, "git -C r notes --ref rungate show HEAD~1"), "after\n{\"d\":4}\n");
	assert_int_equal(notes_read_head(in(p, "r"), &h, &e), 0);
	assert_int_equal(h.sequence, 7);
}

static void concurrent_writers_lose_nothing(void **state)
{
	struct place *p = *state;
	const char *head = commit_of(p, "r");
	pid_t pids[WRITERS];
	for (int w = 0; w < WRITERS; w++) {
		pids[w] = fork();
		if (pids[w])
			continue;
		struct err e;
		int failed = 0;
		for (int i = 0; i < EACH; i++)
			failed += write_note(p, "r", head, arena_printf(p->a, "{\"writer\":%d,\"n\":%d}", w, i), &e) != 0;
		_exit(failed ? 1 : 0);
	}
	for (int w = 0; w < WRITERS; w++) {
		int status;
		assert_int_equal(waitpid(pids[w], &status, 0), pids[w]);
		assert_int_equal(status, 0);
	}
	char *lines = run(p, "git -C r notes --ref rungate show | sort -u | wc -l");
	assert_int_equal(strtol(lines, NULL, 10), WRITERS * EACH);
	assert_non_null(run(p, "git -C r fsck --strict"));
}

static void all_kinds_of_repositories(void **state)
{
	static const char *const makes[][2] = {
		{ "bare.git", "git clone -q --bare r bare.git" },
		{ "shallow", "git clone -q --depth 1 file://$PWD/r shallow" },
		{ "tree", "git -C r worktree add -q ../tree HEAD" },
		{ "sparse",
			"git clone -q r sparse && git -C sparse sparse-checkout set --cone && git -C sparse config "
			"extensions.worktreeConfig true" },
		{ "packed", "git clone -q r packed && git -C packed gc -q && git -C packed pack-refs --all" },
		{ "below/deep", "mkdir -p below && git clone -q r below && mkdir -p below/deep" },
	};
	struct place *p = *state;
	struct err e;
	for (size_t i = 0; i < COUNTOF(makes); i++) {
		const char *head = commit_of(p, "r");
		assert_non_null(run(p, makes[i][1]));
		if (write_note(p, makes[i][0], head, "{}", &e))
			fail_msg("%s: %s", makes[i][0], e.text);
		assert_string_equal(
			run(p, arena_printf(p->a, "git -C %s notes --ref rungate show %s", makes[i][0], head)), "{}\n");
	}
}

static void write_errors_are_reported(void **state)
{
	struct place *p = *state;
	const char *head = commit_of(p, "r"), *first = run(p, "git -C r rev-parse HEAD~1");
	struct err e;
	assert_int_equal(notes_write("/", head, "{}", "m", &e), -1);
	assert_non_null(strstr(e.text, "is not in a git repository"));
	assert_non_null(run(p, "git clone -q --depth 1 file://$PWD/r shallow"));
	assert_int_equal(write_note(p, "shallow", arena_strndup(p->a, first, 12), "{}", &e), -1);
	assert_non_null(strstr(e.text, "a shallow clone; run: git fetch --unshallow"));
	assert_int_equal(write_note(p, "r", "0123456789", "{}", &e), -1);
	assert_non_null(strstr(e.text, "commit 0123456789 is not in"));
	assert_non_null(run(p, "mkdir -p r/.git/refs/notes && touch r/.git/refs/notes/rungate.lock"));
	assert_int_equal(write_note(p, "r", head, "{}", &e), -1);
	assert_int_equal(e.code, ERR_LOCKED);
	assert_non_null(strstr(e.text, "remove the lock file"));
	assert_non_null(run(p, "rm r/.git/refs/notes/rungate.lock && git init -q --object-format=sha256 new"));
	assert_int_equal(write_note(p, "new", head, "{}", &e), -1);
	/* the messages of libgit2 1.5 and 1.9 */
	assert_true(strstr(e.text, "unsupported") || strstr(e.text, "unknown object format"));
}

/* A note above the size limit is not loaded. */
static void note_size_is_limited(void **state)
{
	enum { EACH_BYTES = 8 };
	struct place *p = *state;
	struct note_line *lines;
	const atomic_bool over = true;
	struct bound two = bound_of(2 * EACH_BYTES, NULL), one = bound_of(2 * EACH_BYTES - 1, NULL);
	struct bound late = bound_of(100, &over);
	size_t n;
	struct err e;
	assert_int_equal(write_note(p, "r", commit_of(p, "r"), "{\"a\":1}", &e), 0);
	assert_int_equal(write_note(p, "r", run(p, "git -C r rev-parse HEAD~1 | tr -d '\\n'"), "{\"b\":2}", &e), 0);
	assert_int_equal(notes_read(p->a, in(p, "r"), &two, &lines, &n, &e), 0);
	assert_int_equal(n, 2);
	assert_int_equal(two.met, BOUND_NONE);
	assert_int_equal(notes_read(p->a, in(p, "r"), &one, &lines, &n, &e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(one.met, BOUND_BYTES);
	assert_int_equal(notes_read(p->a, in(p, "r"), &late, &lines, &n, &e), 0);
	assert_int_equal(n, 0);
	assert_int_equal(late.met, BOUND_TIME);
}

/* Anyone who may push can write a note with any bytes. Such a note is read unchanged and kept. */
static void note_with_nul_bytes(void **state)
{
	struct place *p = *state;
	const char *head = commit_of(p, "r"), *before;
	struct note_line *lines;
	size_t n;
	struct err e;
	assert_non_null(run(
		p, "cd r && git notes --ref rungate add -C $(printf 'a\\0b%0999d\\n{}\\n' 0 | git hash-object -w --stdin)"));
	before = run(p, "git -C r rev-parse refs/notes/rungate");
	assert_int_equal(notes_read(p->a, in(p, "r"), NULL, &lines, &n, &e), 0);
	assert_int_equal(n, 2);
	assert_int_equal(lines[0].text.n, 1003);
	assert_memory_equal(lines[0].text.p, "a\0b0", 4);
	assert_memory_equal(lines[0].text.p + 1001, "0\n", 3);
	assert_true(str_is(lines[1].text, "{}\n"));
	assert_int_equal(write_note(p, "r", head, "{\"a\":1}", &e), -1);
	assert_non_null(strstr(e.text, "contains a NUL byte"));
	assert_string_equal(run(p, "git -C r rev-parse refs/notes/rungate"), before);
}

static void repository_of_another_user(void **state)
{
	struct place *p = *state;
	struct err e;
	if (geteuid() != 0)
		skip(); /* only root can change the owner of a folder */
	assert_non_null(run(p, "chown -R 12345 r"));
	assert_int_equal(write_note(p, "r", "HEAD", "{}", &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	assert_non_null(strstr(e.text, "git config --global --add safe.directory"));
	assert_non_null(run(p, "git config --global --add safe.directory $PWD/r"));
	if (write_note(p, "r", "HEAD", "{}", &e))
		fail_msg("%s", e.text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(git_reads_the_written_notes), TEST(concurrent_writers_lose_nothing),
		TEST(all_kinds_of_repositories), TEST(note_size_is_limited), TEST(write_errors_are_reported),
		TEST(note_with_nul_bytes), TEST(repository_of_another_user) };
	return cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
