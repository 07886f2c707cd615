/* SPDX-License-Identifier: Apache-2.0 */
/* test_folder.c: how the state folders are created, which files are opened in them, and which are trusted. */
#include "../../gate/evidence/chain.h"
#include "../../gate/evidence/folder.h"
#include "../../gate/source/files/git_index.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

enum { STUCK_S = 120 }; /* a process that blocks on a pipe is ended after this time */

struct place {
	struct arena *a;
	char dir[32];
	mode_t mask;
};

static int set_up(void **state)
{
	static struct place p;
	p = (struct place){ .a = arena_new(), .dir = "/tmp/test-folder-XXXXXX" };
	p.mask = umask(022);
	*state = &p;
	return !mkdtemp(p.dir);
}

static int run(const struct place *p, const char *command)
{
	return system(arena_printf(p->a, "cd %s && { %s; } >/dev/null 2>&1", p->dir, command)); /* NOLINT: test */
}

static int tear_down(void **state)
{
	struct place *p = *state;
	umask(p->mask);
	int rc = run(p, "chmod -R u+rwx . && rm -rf \"$PWD\"");
	arena_free(p->a);
	return rc;
}

static const char *at(const struct place *p, const char *name)
{
	return arena_printf(p->a, "%s/%s", p->dir, name);
}

static unsigned mode_of(const struct place *p, const char *name)
{
	struct stat st;
	if (lstat(at(p, name), &st))
		fail_msg("%s is not there", name);
	return (unsigned)st.st_mode & 0777;
}

static void assert_doubt(const struct place *p, const char *name, const char *want)
{
	struct folder_root none = { NULL, NULL };
	const char *doubt = folder_doubt(p->a, at(p, name), &none);
	if (!want && doubt)
		fail_msg("%s is not believed: %s", name, doubt);
	if (want && (!doubt || !strstr(doubt, want)))
		fail_msg("%s: %s; want: %s", name, doubt ? doubt : "is believed", want);
}

/* ---- Creation --------------------------------------------------------------------------------------- */

static void modes_do_not_depend_on_the_umask(void **state)
{
	struct place *p = *state;
	static const mode_t masks[] = { 0, 002, 022, 077, 0277, 0777 };
	for (size_t i = 0; i < COUNTOF(masks); i++) {
		char top[32];
		struct err e;
		const char *journal = NULL;
		int fd = -1;
		snprintf(top, sizeof(top), "state%zu", i);
		umask(masks[i]);
		assert_int_equal(file_make_own(at(p, arena_printf(p->a, "%s/evidence", top)), &e), 0);
		assert_int_equal(file_write_own(at(p, arena_printf(p->a, "%s/journal/a/b.json", top)), "x", 1, &e), 0);
		journal = at(p, arena_printf(p->a, "%s/journal/c.jsonl", top));
		assert_int_equal(file_open_append(p->a, journal, 0600, &fd, &e), 0);
		fd = chain_lock(at(p, arena_printf(p->a, "%s/evidence", top)), &e);
		assert_true(fd >= 0);
		close(fd);
		umask(022);
		static const char *const folders[] = { "", "/evidence", "/journal", "/journal/a" };
		static const char *const files[] = { "/journal/a/b.json", "/journal/c.jsonl", "/evidence/.lock",
			"/.gitignore" };
		for (size_t j = 0; j < COUNTOF(folders); j++)
			assert_int_equal(mode_of(p, arena_printf(p->a, "%s%s", top, folders[j])), 0700);
		for (size_t j = 0; j < COUNTOF(files); j++) /* a file without our data may have a stricter mode */
			if (j < 3 || masks[i] < 0200)
				assert_int_equal(mode_of(p, arena_printf(p->a, "%s%s", top, files[j])), 0600);
	}
}

static void topmost_created_folder_is_ignored_by_git(void **state)
{
	struct place *p = *state;
	struct str text;
	struct err e;
	assert_int_equal(file_make_own(at(p, "x/y"), &e), 0);
	assert_int_equal(file_read(p->a, at(p, "x/.gitignore"), 10, &text, &e), 0);
	assert_string_equal(text.p, "*\n");
	assert_false(file_exists(at(p, "x/y/.gitignore")));
	assert_false(file_exists(at(p, ".gitignore")));
}

static void existing_folders_are_not_changed(void **state)
{
	struct place *p = *state;
	struct err e;
	assert_int_equal(run(p, "mkdir -m 755 his"), 0);
	assert_int_equal(file_write_own(at(p, "his/a.json"), "x", 1, &e), 0);
	assert_int_equal(mode_of(p, "his"), 0755);
	assert_false(file_exists(at(p, "his/.gitignore")));
	assert_int_equal(file_write_atomic(at(p, "page/report.html"), "x", 1, 0644, &e), 0); /* readable by others */
	assert_int_equal(mode_of(p, "page"), 0755);
	assert_int_equal(mode_of(p, "page/report.html"), 0644);
}

/* ---- Opening ------------------------------------------------------------------------------------------- */

static void make_socket(const struct place *p, const char *name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	strncpy(to.sun_path, at(p, name), sizeof(to.sun_path) - 1);
	assert_int_equal(bind(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
	close(fd);
}

static void refuses(const struct place *p, const char *path, const char *want)
{
	struct str text;
	struct err e[4];
	int fd;
	memset(e, 0, sizeof(e));
	assert_int_equal(file_read_own(p->a, path, 100, &text, &e[0]), -1);
	assert_int_equal(file_open_append(p->a, path, 0600, &fd, &e[1]), -1);
	assert_int_equal(file_open_own(path, &fd, &e[2]), -1);
	assert_int_equal(file_write_own(path, "x", 1, &e[3]), -1);
	for (size_t i = 0; i < COUNTOF(e); i++)
		if (!strstr(e[i].text, want) || !strstr(e[i].text, path))
			fail_msg("%zu says: %s", i, e[i].text);
}

static void only_regular_files_are_opened(void **state)
{
	struct place *p = *state;
	struct str text;
	struct err e;
	assert_int_equal(
		run(p, "echo x > file; ln -s file link; ln -s nowhere dangling; mkfifo fifo; ln -s fifo piped"), 0);
	make_socket(p, "socket");
	refuses(p, at(p, "fifo"), "is not a regular file");
	refuses(p, at(p, "socket"), "is not a regular file");
	refuses(p, at(p, "link"), "is a symbolic link");
	refuses(p, at(p, "dangling"), "is a symbolic link");
	refuses(p, at(p, "piped"), "is a symbolic link");
	refuses(p, "/dev/null", "is not a regular file");
	assert_false(file_exists(at(p, "nowhere")));
	assert_int_equal(file_read_own(p->a, at(p, "file"), 100, &text, &e), 0);
	assert_int_equal(file_read(p->a, at(p, "link"), 100, &text, &e), 0); /* as the files of a config map are */
}

static void chain_and_journal_do_not_block_on_pipes(void **state)
{
	struct place *p = *state;
	struct chain_head head;
	struct journal_entry *all;
	size_t n;
	struct err e;
	assert_int_equal(run(p, "mkdir e j; mkfifo e/.lock e/head j/a.jsonl; ln -s /etc/hostname j/b.jsonl"), 0);
	assert_int_equal(chain_lock(at(p, "e"), &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(chain_read_head(p->a, at(p, "e"), &head, &e), -1);
	assert_int_equal(chain_write_head(at(p, "e"), &(struct chain_head){ .sequence = 1 }, &e), -1);
	assert_int_equal(journal_read(p->a, at(p, "j"), NULL, &all, &n, &e), 0);
	assert_int_equal(n, 2); /* each is reported, and neither hides the other files */
	for (size_t i = 0; i < n; i++) {
		const char *want = strstr(all[i].path, "a.jsonl") ? "is not a regular file" : "is a symbolic link";
		assert_true(all[i].refused && strstr(all[i].refused, want));
	}
}

/* ---- Trust ------------------------------------------------------------------------------------------------- */

static void folder_writable_by_others_is_reported(void **state)
{
	struct place *p = *state;
	struct err e;
	assert_int_equal(file_make_own(at(p, ".rungate/evidence"), &e), 0);
	assert_doubt(p, ".rungate", NULL);
	assert_doubt(p, ".rungate/evidence", NULL);
	assert_doubt(p, "nowhere", NULL);
	assert_int_equal(run(p, "chmod 755 .rungate"), 0);
	assert_doubt(p, ".rungate/evidence", NULL);
	assert_int_equal(run(p, "chmod 775 .rungate"), 0); /* the mode that earlier versions created with umask 002 */
	assert_doubt(p, ".rungate", "others may write to ");
	assert_doubt(p, ".rungate", "run: chmod -R go-w ");
	assert_doubt(p, ".rungate/evidence", "others may write to "); /* because it can be moved away */
	assert_int_equal(run(p, "chmod -R go-w .rungate && chmod o+w .rungate/evidence"), 0);
	assert_doubt(p, ".rungate", NULL);
	assert_doubt(p, ".rungate/evidence", ".rungate/evidence (mode 0702)");
	assert_int_equal(run(p, "mkdir -m 770 elsewhere"), 0);
	assert_doubt(p, "elsewhere", "others may write to ");
}

static void folder_of_another_user_is_reported(void **state)
{
	struct place *p = *state;
	if (geteuid()) { /* a folder of root, seen by another user */
		struct folder_root none = { NULL, NULL };
		const char *doubt = folder_doubt(p->a, "/etc", &none);
		assert_true(doubt && strstr(doubt, "/etc belongs to user 0, and this process runs as user "));
		return;
	}
	assert_int_equal(run(p, "mkdir -m 700 .rungate his; chown 4321 .rungate his"), 0);
	assert_int_equal(run(p, "mkdir mine; ln -s mine link; chown -h 4321 link"), 0);
	assert_doubt(p, ".rungate", ".rungate belongs to user 4321, and this process runs as user 0");
	assert_doubt(p, ".rungate/evidence", NULL); /* does not exist */
	assert_doubt(p, "his", "belongs to user 4321");
	assert_doubt(p, "link", "belongs to user 4321");
	assert_doubt(p, "mine", NULL);
}

#define GIT "export HOME=$PWD GIT_CONFIG_NOSYSTEM=1; g() { git -c user.name=n -c user.email=e@x.y \"$@\"; }; "

static void tracked_files_are_not_trusted(void **state)
{
	struct place *p = *state;
	const char *make = GIT
		"g init -q . && mkdir -p .rungate/evidence .rungate-old a && "
		"echo 1 | tee .rungate-old/x .rungate.x a/b zz && g add -f .rungate-old .rungate.x a zz && g commit -qm one";
	assert_int_equal(run(p, make), 0);
	assert_doubt(p, ".rungate", NULL); /* the neighbouring files are tracked */
	assert_doubt(p, ".rungate/evidence", NULL);
	assert_doubt(p, "a", "git tracks ");
	assert_int_equal(run(p, GIT "echo 1 > .rungate/evidence/x.json && g add -f .rungate/evidence/x.json"), 0);
	assert_doubt(p, ".rungate", "git tracks ");
	assert_doubt(p, ".rungate", "run: git rm -r --cached ");
	assert_doubt(p, ".rungate/evidence", "git tracks ");
	assert_int_equal(run(p, "mkdir .rungate/journal"), 0);
	assert_doubt(p, ".rungate/journal", "git tracks "); /* the same state folder */
	assert_int_equal(run(p, GIT "g rm -qr --cached .rungate"), 0);
	assert_doubt(p, ".rungate", NULL);
	assert_int_equal(run(p, "rm -r .rungate; ln -s a .rungate"), 0);
	assert_doubt(p, ".rungate", "git tracks "); /* the target of the link */
	assert_int_equal(run(p, GIT "mkdir -m 700 out; rm .rungate; ln -s out .rungate; g add -f .rungate"), 0);
	assert_doubt(p, ".rungate", "git tracks "); /* the link */
	assert_int_equal(run(p, GIT "g rm -q --cached .rungate; rm .rungate; mkdir -m 700 .rungate"), 0);
	assert_int_equal(run(p, "ln -s ../a .rungate/evidence"), 0);
	assert_doubt(p, ".rungate", NULL);
	assert_doubt(p, ".rungate/evidence", "git tracks "); /* an untracked link to tracked files */
}

static void every_index_format_is_read(void **state)
{
	struct place *p = *state;
	static const char *const forms[] = {
		"g update-index --index-version 2",
		"g update-index --index-version 4",
		"g add -N zz/late; g update-index --index-version 3",
		"g update-index --split-index",
	};
	const char *make = GIT
		"g init -q . && mkdir -p .rungate a/.rungate b zz/.rungate && "
		"for i in $(seq 300); do echo 1 > b/$i; done && echo 1 > a/.rungate/x && echo 1 > zz/late && "
		"g add -f a b && g commit -qm one";
	assert_int_equal(run(p, make), 0);
	for (size_t i = 0; i < COUNTOF(forms); i++) {
		assert_int_equal(run(p, arena_printf(p->a, GIT "%s", forms[i])), 0);
		assert_doubt(p, ".rungate", NULL);
		assert_doubt(p, "a/.rungate", "git tracks ");
		assert_doubt(p, "zz/.rungate", NULL);
	}
	/* git before 2.29 does not support such a repository and creates the usual one */
	assert_int_equal(run(p,
						 GIT "mkdir wide && cd wide && { g init -q --object-format=sha256 . || g init -q .; } && "
							 "mkdir .rungate a && echo 1 > a/x && g add a"),
		0);
	assert_doubt(p, "wide/.rungate", NULL);
	assert_doubt(p, "wide/a", "git tracks ");
	/* a work tree and a submodule have their index elsewhere */
	assert_int_equal(run(p, GIT "g worktree add -q tree && mkdir -p tree/a/.rungate tree/.rungate"), 0);
	assert_doubt(p, "tree/a/.rungate", "git tracks ");
	assert_doubt(p, "tree/.rungate", NULL);
}

static void unreadable_index_is_not_trusted(void **state)
{
	struct place *p = *state;
	bool tracked;
	struct err e;
	assert_int_equal(run(p, GIT "g init -q . && mkdir .rungate z && echo 1 > z/x && g add z && cp .git/index good"), 0);
	assert_int_equal(run(p, "head -c 40 good > .git/index"), 0);
	assert_doubt(p, "z", "is not a git index of a supported version");
	assert_int_equal(run(p, "echo garbage > .git/index"), 0);
	assert_doubt(p, ".rungate", "is not a git index of a supported version");
	assert_int_equal(run(p, "rm .git/index; mkfifo .git/index"), 0);
	assert_doubt(p, ".rungate", "is not a regular file");
	assert_int_equal(run(p, "rm .git/index"), 0);
	assert_doubt(p, ".rungate", NULL); /* nothing was ever added */
	assert_int_equal(git_index_tracks(p->a, at(p, "nowhere"), &tracked, &e), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(modes_do_not_depend_on_the_umask),
		TEST(topmost_created_folder_is_ignored_by_git),
		TEST(existing_folders_are_not_changed),
		TEST(only_regular_files_are_opened),
		TEST(chain_and_journal_do_not_block_on_pipes),
		TEST(folder_writable_by_others_is_reported),
		TEST(folder_of_another_user_is_reported),
		TEST(tracked_files_are_not_trusted),
		TEST(every_index_format_is_read),
		TEST(unreadable_index_is_not_trusted),
	};
	alarm(STUCK_S);
	return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
