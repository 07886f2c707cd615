/* SPDX-License-Identifier: Apache-2.0 */
/* files.c: fuzz targets for files of the work tree: JUnit reports, ignore files and git's index. */
#include "fuzz.h"
#include "../../gate/source/files/git_index.h"
#include "../../gate/source/files/ignore.h"
#include "../../gate/source/files/junit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void run_junit(struct arena *a, struct str input)
{
	struct junit j;
	struct err e;
	if (junit_read(a, input, input.n % 2, &j, &e))
		return;
	FUZZ_MUST(j.tests >= 0 && j.failures >= 0 && j.errors >= 0 && j.skipped >= 0);
	FUZZ_MUST(j.failures + j.errors + j.skipped <= j.tests);
	FUZZ_MUST(j.n_failed <= LIMIT_JUNIT_FAILED);
}

const struct fuzz_target fuzz_target_junit = { "junit", run_junit };

/* The input is an ignore file and, after an empty line, a path. */
static void ignore(struct arena *a, enum ignore_kind kind, struct str input)
{
	const char *end = memmem(input.p, input.n, "\n\n", 2);
	size_t n = end ? (size_t)(end - input.p) : input.n;
	const char *path = end ? end + 2 : "app/config/settings.json";
	struct ignore *i;
	struct err e;
	if (ignore_parse(a, kind, (struct str){ arena_strndup(a, input.p, n), n }, NULL, NULL, &i, &e))
		return;
	if (*path && *path != '/' && !strstr(path, "//"))
		ignore_drops(i, path);
}

static void run_dockerignore(struct arena *a, struct str input)
{
	ignore(a, IGNORE_DOCKER, input);
}

static void run_gcloudignore(struct arena *a, struct str input)
{
	ignore(a, IGNORE_GCLOUD, input);
}

const struct fuzz_target fuzz_target_dockerignore = { "dockerignore", run_dockerignore };
const struct fuzz_target fuzz_target_gcloudignore = { "gcloudignore", run_gcloudignore };

/* A repository of this process, with the input as its index. */
static const char *repository_of(struct arena *a, struct str input)
{
	static char dir[] = "/tmp/rungate-fuzz-XXXXXX";
	static bool made;
	struct err e;
	if (!made) {
		FUZZ_MUST(mkdtemp(dir) && !mkdir(arena_printf(a, "%s/.rungate", dir), 0700));
		FUZZ_MUST(!file_write_atomic(arena_printf(a, "%s/.git/HEAD", dir), "ref: refs/heads/main\n", 21, 0600, &e));
	}
	made = true;
	FILE *f = fopen(arena_printf(a, "%s/.git/index", dir), "wb"); /* without fsync, which would be 50 times as slow */
	FUZZ_MUST(f && fwrite(input.p, 1, input.n, f) == input.n && !fclose(f));
	return dir;
}

/* A file tracked below a folder is also tracked below its parent folder. */
static void run_index(struct arena *a, struct str input)
{
	const char *dir = repository_of(a, input);
	bool part, all;
	struct err e;
	if (git_index_tracks(a, arena_printf(a, "%s/.rungate", dir), &part, &e))
		FUZZ_MUST(e.code == ERR_MALFORMED);
	else if (part)
		FUZZ_MUST(!git_index_tracks(a, dir, &all, &e) && all);
}

const struct fuzz_target fuzz_target_index = { "index", run_index };
