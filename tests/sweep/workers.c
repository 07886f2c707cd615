/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workers.c: rollbacks of a service, a worker pool whose instances move in surges, and a job whose image is put back,
 * are killed, or their calls fail, at every point. Each is changed once, and the runs that follow finish all three.
 */
#include "sweep.h"

#include <signal.h>
#include <string.h>

#define BUCKET "acme-state"
#define OLD    "pkg.dev/demo/r/tools@sha256:aaaa"
#define NEW    "pkg.dev/demo/r/tools@sha256:bbbb"

static const char cloud[] =
	"{ \"buckets\": { \"" BUCKET "\": {} }, \"project\": \"demo\", \"region\": \"us-central1\", \"services\": {"
	"\"demo-a\": { \"revisions\": [ { \"name\": \"demo-a-1\", \"age_s\": 864000 } ] } },"
	"\"workers\": { \"demo-mail\": { \"revisions\": [ { \"name\": \"demo-mail-1\", \"age_s\": 864000 } ], "
	"\"surge\": 50, \"reconcile_ms\": 10 } },"
	"\"jobs\": { \"migrate\": { \"image\": \"" OLD "\" } } }";
static const char release[] =
	"cloud apply [ { \"service\": \"demo-a\", \"deploy\": { \"name\": \"demo-a-2\", \"app\": { \"/health\": "
	"{ \"status\": 503 } } } }, { \"service\": \"demo-mail\", \"deploy\": { \"name\": \"demo-mail-2\" } }, "
	"{ \"jobs\": { \"migrate\": { \"image\": \"" NEW "\", \"generation\": 2 } } } ]";
static const char config[] =
	"version = 1; project = \"demo\"; region = \"us-central1\"; policies = [ \"builtin:endpoints\" ];\n"
	"services = { a = { service = \"demo-a\"; }; }; workers = { mail = { pool = \"demo-mail\"; asked = false; }; };\n"
	"jobs = { migrate = { job = \"migrate\"; restore = true; every = \"20ms\"; }; };\n"
	"probes = { health = { http = { service = \"a\"; path = \"/health\"; timeout = \"2s\"; }; }; };\n"
	"gate = { warmup = \"0s\"; interval = \"20ms\"; passes = 1; failures = 1; deadline = \"10s\"; };\n"
	"rollback = { confirm = \"5s\"; deadline = \"20s\"; };\n";
static const char in_bucket[] = "state = { location = \"gs://" BUCKET
								"/rungate\"; lease = \"2s\"; };\n@include \"common.cfg\"\n";

static struct story_file files[] = { { "rungate.cfg", { config, sizeof(config) - 1 } } };
const struct story workers_story = {
	.name = "workers", .cloud = { cloud, sizeof(cloud) - 1 }, .files = files, .n_files = 1
};
static struct story_file bucket_files[] = { { "rungate.cfg", { in_bucket, sizeof(in_bucket) - 1 } },
	{ "common.cfg", { config, sizeof(config) - 1 } } };
const struct story workers_bucket_story = {
	.name = "workers", .cloud = { cloud, sizeof(cloud) - 1 }, .files = bucket_files, .n_files = 2
};

void workers_release(struct stage *s)
{
	stage_step(s, "rungate snapshot");
	stage_step(s, release);
}

/* ---- What must hold afterwards ------------------------------------------------------------------- */

static const char *image_of(struct stage *s)
{
	return json_text(json_at(stage_control(s, "state", NULL), "jobs.migrate.image")).p;
}

static bool splits_back(struct stage *s)
{
	return !strcmp(sweep_traffic(s, "demo-a"), "demo-a-1") && !strcmp(sweep_traffic(s, "demo-mail"), "demo-mail-1");
}

static bool all_back(struct stage *s)
{
	return splits_back(s) && !strcmp(image_of(s), OLD);
}

static void expect_once(struct stage *s)
{
	static const char *const globs[] = { "*/services/demo-a", "*/workerPools/demo-mail", "*/jobs/migrate" };
	for (size_t i = 0; i < COUNTOF(globs); i++)
		if (stage_requests(s, NULL, "PATCH", globs[i]) != 1)
			stage_fail(s, "%ld PATCHes of %s", stage_requests(s, NULL, "PATCH", globs[i]), globs[i]);
	if (!all_back(s))
		stage_fail(s, "the splits are %s, %s, and the job has %s", sweep_traffic(s, "demo-a"),
			sweep_traffic(s, "demo-mail"), image_of(s));
}

static void finish(struct stage *s, const char *line, bool elsewhere)
{
	if (elsewhere)
		sweep_elsewhere(s, line);
	else
		stage_step(s, line);
}

static void expect_nothing_left(struct stage *s, bool elsewhere)
{
	finish(s, "rungate resume", elsewhere);
	if (s->exit_code != 0 || !strstr(s->output, "nothing to resume"))
		stage_fail(s, "exit %d, and something is left to resume:\n%s", s->exit_code, s->output);
}

/* ---- Kill ------------------------------------------------------------------------------------------- */

static void kill_it(struct stage *s, const struct point *p, bool elsewhere)
{
	static const char *const next[] = { "rungate verify", "rungate resume", "rungate rollback" };
	const char *line = next[p->when % COUNTOF(next)];
	workers_release(s);
	s->prefix = sweep_tracer(s, p);
	stage_step(s, "rungate verify");
	s->prefix = NULL;
	if (s->exit_code != 128 + SIGKILL && s->exit_code != 1)
		stage_fail(s, "exit %d from the process that was to be killed", s->exit_code);
	finish(s, line, elsewhere);
	if (s->exit_code != 0 && s->exit_code != 1 && s->exit_code != 3)
		stage_fail(s, "exit %d from %s:\n%s", s->exit_code, line, s->output);
	if (!splits_back(s))
		finish(s, "rungate verify", elsewhere); /* killed before anything began */
	if (!sweep_outcomes(s, elsewhere))
		finish(s, "rungate resume", elsewhere);
	expect_once(s);
	if (sweep_outcomes(s, elsewhere) != 1)
		stage_fail(s, "%d evidence records say rolled_back", sweep_outcomes(s, elsewhere));
	expect_nothing_left(s, elsewhere);
}

void workers_kill_at(struct stage *s, const struct point *p)
{
	kill_it(s, p, false);
}

void workers_kill_elsewhere(struct stage *s, const struct point *p)
{
	kill_it(s, p, true);
}

/* ---- Fail --------------------------------------------------------------------------------------------- */

void workers_fail_at(struct stage *s, const struct point *p)
{
	workers_release(s);
	s->prefix = sweep_tracer(s, p);
	stage_step(s, "rungate verify");
	s->prefix = NULL;
	int code = s->exit_code;
	if (code == 0 || (code > 5 && code != 70 && code != 71 && code != 74 && code != 75 && code != 127))
		stage_fail(s, "exit %d:\n%s", code, s->output);
	/* without its snapshot, which could not be read, nobody knows the image */
	bool said = strstr(s->output, "gcloud run jobs update migrate") || strstr(s->output, "job migrate stays as it is");
	if (code == 1 && !all_back(s) && !(said && splits_back(s)))
		stage_fail(s, "it says rolled back and is not");
	if (sweep_is_of_files(p->call) && !splits_back(s))
		stage_fail(s, "a failing %s kept traffic where it was (exit %d):\n%s", p->call, code, s->output);
	stage_step(s, "rungate verify");
	if (s->exit_code != 1 && s->exit_code != 3 && s->exit_code != 5)
		stage_fail(s, "afterwards exit %d:\n%s", s->exit_code, s->output);
	if (!splits_back(s) || !said)
		stage_step(s, "rungate resume");
	if (!said)
		expect_once(s);
	else if (!splits_back(s))
		stage_fail(s, "the splits are %s, %s", sweep_traffic(s, "demo-a"), sweep_traffic(s, "demo-mail"));
}
