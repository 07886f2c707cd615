/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drill.c: drills are killed, or their calls fail, at every point. Traffic never changes, and no tag outlives the next
 * change by rungate.
 */
#include "sweep.h"

#include <signal.h>
#include <string.h>

static const char cloud[] =
	"{ \"project\": \"demo\", \"region\": \"us-central1\", \"services\": {"
	"\"demo-a\": { \"revisions\": [ { \"name\": \"demo-a-1\", \"age_s\": 864000 }, { \"name\": \"demo-a-2\", "
	"\"age_s\": 120 } ], \"traffic\": [ { \"latest\": true, \"percent\": 90 }, { \"revision\": \"demo-a-1\", "
	"\"percent\": 10, \"tag\": \"blue\" } ] },"
	"\"demo-b\": { \"revisions\": [ { \"name\": \"demo-b-1\", \"age_s\": 864000 }, { \"name\": \"demo-b-2\", "
	"\"age_s\": 110 } ] } } }";
static const char config[] =
	"version = 1; project = \"demo\"; region = \"us-central1\"; policies = [ \"builtin:endpoints\" ];\n"
	"services = { a = { service = \"demo-a\"; }; b = { service = \"demo-b\"; }; };\n"
	"probes = { a = { http = { service = \"a\"; path = \"/health\"; timeout = \"2s\"; }; };\n"
	"           b = { http = { service = \"b\"; path = \"/health\"; timeout = \"2s\"; }; }; };\n"
	"gate = { warmup = \"0s\"; interval = \"20ms\"; passes = 1; failures = 1; deadline = \"10s\"; };\n"
	"rollback = { confirm = \"5s\"; deadline = \"20s\"; patience = \"5s\"; };\n";

static struct story_file files[] = { { "rungate.cfg", { config, sizeof(config) - 1 } } };
const struct story drill_story = {
	.name = "drill", .cloud = { cloud, sizeof(cloud) - 1 }, .files = files, .n_files = 1
};

/* Returns the rows of the desired or effective split, "demo-a.desired", in the cloud. */
static const struct json *rows_of(struct stage *s, const char *split)
{
	return json_at(stage_control(s, "state", NULL), arena_printf(s->a, "services.%s", split));
}

static bool has_tag(struct stage *s, const char *split, const char *tag)
{
	const struct json *rows = rows_of(s, split);
	for (size_t i = 0; i < json_size(rows); i++)
		if (str_is(json_text(json_get(json_item(rows, i), "tag")), tag))
			return true;
	return false;
}

static int64_t percent_of(struct stage *s, const char *split, const char *revision)
{
	const struct json *rows = rows_of(s, split);
	int64_t sum = 0;
	for (size_t i = 0; i < json_size(rows); i++)
		if (str_is(json_text(json_get(json_item(rows, i), "revision")), revision))
			sum += json_int(json_get(json_item(rows, i), "percent"));
	return sum;
}

/* Traffic and the tags of others are as they were. */
static void expect_traffic(struct stage *s, const char *when)
{
	if (percent_of(s, "demo-a.desired", "LATEST") != 90 || percent_of(s, "demo-a.desired", "demo-a-1") != 10 ||
		percent_of(s, "demo-b.desired", "LATEST") != 100 || percent_of(s, "demo-a.effective", "demo-a-2") != 90 ||
		percent_of(s, "demo-b.effective", "demo-b-2") != 100)
		stage_fail(s, "%s, traffic has changed", when);
	if (!has_tag(s, "demo-a.desired", "blue"))
		stage_fail(s, "%s, a tag of somebody else is gone", when);
}

static void expect_no_tag(struct stage *s, const char *when)
{
	static const char *const splits[] = { "demo-a.desired", "demo-a.effective", "demo-b.desired", "demo-b.effective" };
	for (size_t i = 0; i < COUNTOF(splits); i++)
		if (has_tag(s, splits[i], "rungate-try"))
			stage_fail(s, "%s, the tag is left in %s", when, splits[i]);
}

static void expect_nothing_left(struct stage *s)
{
	stage_step(s, "rungate resume");
	if (s->exit_code != 0 || !strstr(s->output, "nothing to resume"))
		stage_fail(s, "exit %d, and something is left to resume:\n%s", s->exit_code, s->output);
}

void drill_kill_at(struct stage *s, const struct point *p)
{
	bool by_rollback = p->when % 2;
	s->prefix = sweep_tracer(s, p);
	stage_step(s, "rungate drill");
	s->prefix = NULL;
	if (s->exit_code != 128 + SIGKILL && s->exit_code != 0)
		stage_fail(s, "exit %d from the process that was to be killed", s->exit_code);
	expect_traffic(s, "after the kill");
	stage_step(s, by_rollback ? "rungate rollback a b" : "rungate drill");
	if (s->exit_code != 0)
		stage_fail(s, "afterwards exit %d:\n%s", s->exit_code, s->output);
	if (!by_rollback)
		expect_traffic(s, "after the next drill");
	expect_no_tag(s, by_rollback ? "after the rollback" : "after the next drill");
	expect_nothing_left(s);
}

void drill_fail_at(struct stage *s, const struct point *p)
{
	s->prefix = sweep_tracer(s, p);
	stage_step(s, "rungate drill");
	s->prefix = NULL;
	int code = s->exit_code;
	if (code == 1 || (code > 5 && code != 70 && code != 71 && code != 74 && code != 75 && code != 127))
		stage_fail(s, "exit %d:\n%s", code, s->output);
	expect_traffic(s, "after the failure");
	if (code == 0 || code == 74)
		expect_no_tag(s, "although the drill says that it has ended well");
	stage_step(s, "rungate drill");
	if (s->exit_code != 0)
		stage_fail(s, "afterwards exit %d:\n%s", s->exit_code, s->output);
	expect_traffic(s, "after the next drill");
	expect_no_tag(s, "after the next drill");
	expect_nothing_left(s);
}
