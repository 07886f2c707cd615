/* SPDX-License-Identifier: Apache-2.0 */
/* test_memory.c: a release is watched for hours of virtual time; each round leaves little memory behind. */
#include "../../gate/cmd/cmd.h"
#include "../../gate/evidence/evidence.h"
#include "../../gate/net/loop.h"
#include "../../gate/watch/bake.h"
#include "../../gate/watch/watch.h"

#include <malloc.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum {
	SERVICES = 2,
	FLIGHTS = 64,
	LATENCY_MS = 5,
	SETTLED_S = 1300,
	WATCHED_S = 3300,
	PER_SERVICE_AND_ROUND = 1500, /* records of a dozen calls, half of them retries */
	PER_FLAPPING_ROUND = 2048,
	REFUSED_EVERY_S = 100, /* for one second */
	PHASE = 256
};

/* Answers every call by its URL, sometimes with an error from Cloud Run, and measures the memory of the process
 * twice. */
struct world {
	struct arena *a;
	struct secrets *k;
	struct run run;
	char dir[32];
	int64_t now;
	const char *services[SERVICES], *entries;
	struct {
		struct http_call *call;
		int64_t at;
		const char *body;
		bool fails;
	} flying[FLIGHTS];
	size_t n_flying, settled, watched;
	bool flaps; /* one application answers well only every other time */
	unsigned turn, logins;
	char login[64];       /* the answer with a new token, to a journey's first step */
	unsigned weigh_at[2]; /* rounds of a bake after which its memory is measured; 0: none */
	size_t weight[2];
};

static int64_t now(void *self)
{
	return ((const struct world *)self)->now;
}

static int64_t wall(void *self)
{
	return 1790000000000 + now(self);
}

static uint64_t chance(void *self)
{
	(void)self;
	return 1;
}

#define REVISION(name, at) \
	"{\"name\":\"" name "\",\"uid\":\"u-" name "\",\"createTime\":\"" at "\"," \
	"\"conditions\":[{\"type\":\"Ready\"," \
	"\"state\":\"CONDITION_SUCCEEDED\"},{\"type\":\"ContainerHealthy\",\"state\":\"CONDITION_SUCCEEDED\"}]," \
	"\"labels\":{\"team\":\"a\",\"commit\":\"0123456789abcdef\"}," \
	"\"serviceAccount\":\"s@p.iam.gserviceaccount.com\",\"timeout\":\"300s\"," \
	"\"containers\":[{\"image\":\"europe-docker.pkg.dev/p/r/i@sha256:00\"," \
	"\"ports\":[{\"containerPort\":8080}]," \
	"\"resources\":{\"limits\":{\"cpu\":\"1\",\"memory\":\"512Mi\"}}," \
	"\"env\":[{\"name\":\"MODE\",\"value\":\"live\"},{\"name\":\"LEVEL\"," \
	"\"value\":\"info\"},{\"name\":\"REDIS_HOST\",\"value\":\"10.0.0.3\"}," \
	"{\"name\":\"KEY\",\"valueSource\":{\"secretKeyRef\":{\"secret\":\"key\",\"version\":\"1\"}}}]}]}"
#define OLD REVISION("s-1", "2026-09-01T00:00:00Z")
#define NEW REVISION("s-2", "2026-09-21T13:46:00Z")

static const char *service_text(struct arena *a, size_t i)
{
	return arena_printf(a,
		"{\"name\":\"projects/p/locations/r/services/"
		"s%zu\",\"uid\":\"u-s%zu\",\"generation\":\"2\",\"observedGeneration\":\"2\","
		"\"etag\":\"e\",\"uri\":\"http://s%zu.test\",\"latestCreatedRevision\":\"s-2\",\"latestReadyRevision\":\"s-2\","
		"\"terminalCondition\":{\"type\":\"Ready\",\"state\":\"CONDITION_SUCCEEDED\"},"
		"\"traffic\":[{\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST\",\"percent\":100}],"
		"\"trafficStatuses\":[{\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST\",\"revision\":\"s-2\",\"percent\":100}"
		"]}",
		i, i, i);
}

static const char *answer_of(struct world *w, const char *url)
{
	if (strstr(url, ".test/login")) {
		snprintf(w->login, sizeof(w->login), "{\"token\":\"token-%08x-of-the-journey\"}", w->logins++);
		return w->login;
	}
	if (strstr(url, ".test/"))
		return "{\"status\":\"ok\",\"version\":\"1.2.3\",\"checks\":{\"database\":\"ok\",\"cache\":\"ok\"}}";
	if (strstr(url, "entries:list"))
		return w->entries;
	if (strstr(url, "timeSeries"))
		return "{\"timeSeries\":[{\"metric\":{\"type\":\"m\"},\"resource\":{\"type\":\"global\"},\"points\":[{"
			   "\"interval\":"
			   "{\"startTime\":\"2026-09-21T14:00:00Z\",\"endTime\":\"2026-09-21T14:00:00Z\"},\"value\":{"
			   "\"doubleValue\":1}}]}]}";
	if (strstr(url, "secrets") || strstr(url, "instances") || strstr(url, "clusters"))
		return NULL;
	if (strstr(url, "/revisions/"))
		return NEW;
	if (strstr(url, "/revisions"))
		return "{\"revisions\":[" NEW "," OLD "]}";
	for (size_t i = 0; i < SERVICES; i++)
		if (url[strlen(url) - 1] == (char)('0' + i))
			return w->services[i];
	return "{}";
}

static void start(void *self, struct http_call *call, const struct http_request *request, int64_t deadline)
{
	struct world *w = self;
	(void)deadline;
	assert_true(w->n_flying < FLIGHTS);
	w->flying[w->n_flying].call = call;
	w->flying[w->n_flying].at = w->now + LATENCY_MS;
	w->flying[w->n_flying].fails = w->flaps && strstr(secret_reveal(request->url), "s1.test/") && w->turn++ % 2;
	w->flying[w->n_flying++].body = answer_of(w, secret_reveal(request->url));
}

/* An entry of 10 KB. */
static const char *entries_text(struct arena *a)
{
	struct buf b = BUF_MAX(1024 * 1024);
	for (int i = 0; i < 100; i++)
		buf_puts(
			&b, "a line of a log that is long: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 012 ");
	const char *text = arena_printf(a,
		"{\"entries\":[{\"timestamp\":\"2026-09-21T14:00:00Z\",\"severity\":\"ERROR\",\"textPayload\":\"%s\"}]}",
		buf_text(&b));
	buf_free(&b);
	return text;
}

static size_t allocated(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

/* Measures a bake while nothing is in flight. What is kept of requests and journeys grows and is cut in turn, within
 * fewer than PHASE rounds, so that the least counts. */
static void weigh_bake(struct world *w)
{
	unsigned round = w->run.judged.rounds.count;
	for (size_t i = 0; i < COUNTOF(w->weight); i++) {
		bool now = w->weigh_at[i] && round >= w->weigh_at[i] && round < w->weigh_at[i] + PHASE && !w->n_flying;
		size_t held = now ? allocated() : SIZE_MAX;
		if (now && (!w->weight[i] || held < w->weight[i]))
			w->weight[i] = held;
	}
}

static void weigh(struct world *w)
{
	int64_t seconds = (w->now - w->run.start.at) / 1000;
	if (seconds >= SETTLED_S && !w->settled)
		w->settled = allocated();
	if (seconds >= WATCHED_S && !w->watched)
		w->watched = allocated();
}

/* Virtual time does not advance while a child process runs. */
static void wait_for_children(struct loop *l)
{
	const struct loop_fd *fds;
	size_t n = loop_watched(l, &fds);
	struct pollfd *ready = test_calloc(n + 1, sizeof(*ready));
	for (size_t i = 0; i < n; i++)
		ready[i] = (struct pollfd){ .fd = fds[i].fd, .events = POLLIN };
	int any = n ? poll(ready, n, 20) : 0;
	for (size_t i = 0; any > 0 && i < n; i++)
		if (ready[i].revents)
			loop_ready(l, ready[i].fd);
	test_free(ready);
}

/* All calls take the same time, so they are answered in the order in which they were sent. */
static void wait(void *self, struct loop *l, int64_t until)
{
	struct world *w = self;
	weigh(w);
	weigh_bake(w);
	wait_for_children(l);
	if (!w->n_flying || w->flying[0].at > until) {
		w->now = until;
		return;
	}
	struct http_header_text headers[] = { { "content-type", "application/json" }, { "server", "test" } };
	const char *body = w->flying[0].body;
	bool refused = w->now / 1000 % REFUSED_EVERY_S == 0 && (!body || !strstr(body, "checks"));
	refused = refused || w->flying[0].fails;
	struct http_answer answer = { .status = refused ? 400
			: body                                  ? 200
													: 500,
		.headers = headers,
		.n_headers = COUNTOF(headers),
		.version = "2",
		.body = str_of(body ? body : "{}") };
	struct http_call *call = w->flying[0].call;
	w->now = w->flying[0].at;
	memmove(&w->flying[0], &w->flying[1], --w->n_flying * sizeof(w->flying[0]));
	http_answered(call, &answer);
}

static const char *path(struct world *w, const char *name)
{
	return arena_printf(w->a, "%s/%s", w->dir, name);
}

static void write_file(struct world *w, const char *name, const char *text)
{
	struct err e;
	assert_int_equal(file_write_atomic(path(w, name), text, strlen(text), 0600, &e), 0);
}

static int set_up(void **state)
{
	struct world *w = test_calloc(1, sizeof(*w));
	snprintf(w->dir, sizeof(w->dir), "/tmp/memory-XXXXXX");
	if (!mkdtemp(w->dir))
		return -1;
	w->a = arena_new();
	w->k = secrets_new(w->a);
	w->now = 1000;
	for (size_t i = 0; i < SERVICES; i++)
		w->services[i] = service_text(w->a, i);
	w->entries = entries_text(w->a);
	write_file(w, "token", "test-token");
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", path(w, "token"), 1);
	static const char *const apis[] = { "RUN", "LOGGING", "MONITORING", "SECRETMANAGER", "REDIS", "MEMORYSTORE" };
	for (size_t i = 0; i < COUNTOF(apis); i++)
		setenv(arena_printf(w->a, "CLOUDSDK_API_ENDPOINT_OVERRIDES_%s", apis[i]), "http://127.0.0.1:9/", 1);
	write_file(w, "rungate.cfg",
		"version = 1; project = \"p\"; region = \"r\";\n"
		"services = { s0 = { service = \"s0\"; }; s1 = { service = \"s1\"; }; };\n"
		"probes = { p0 = { http = { service = \"s0\"; path = \"/health\"; expect = \"json.status == 'ok'\"; }; };\n"
		"p1 = { http = { service = \"s1\"; path = \"/health\"; }; };\n"
		"walk = { journey = (\n"
		"{ name = \"a\"; http = { service = \"s0\"; path = \"/a\"; every = \"1s\"; }; capture = { version = "
		"\"json.version\"; }; },\n"
		"{ name = \"b\"; http = { service = \"s0\"; path = \"/b?v={{version}}\"; }; } ); };\n"
		"suite = { command = { argv = [ \"/bin/echo\", \"done\" ]; }; }; };\n"
		"logs = { errors = { service = \"s0\"; filter = \"severity>=ERROR\"; every = \"1s\"; }; };\n"
		"metrics = { load = { filter = \"metric.type = \\\"m\\\" AND resource.type = \\\"global\\\"\"; every = \"1s\"; "
		"}; };\n"
		"gate = { interval = \"1s\"; passes = 1000; failures = 3; warmup = \"0s\"; deadline = \"2h\"; };\n");
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	unlink(path(w, "token"));
	unlink(path(w, "rungate.cfg"));
	unlink(path(w, "policy.cfg"));
	rmdir(w->dir);
	arena_free(w->a);
	test_free(w);
	return 0;
}

static void watch(struct world *w, size_t most)
{
	const struct command command = { .name = "verify", .options = OPT_CONFIG | OPT_CLOUD | OPT_JUDGE };
	struct options o = { .command = &command, .config = path(w, "rungate.cfg"), .quiet = true };
	struct loop_world world = {
		.self = w, .now = now, .wall = wall, .random = chance, .send = start, .wait = wait, .no_threads = true
	};
	struct config config;
	struct policy policy;
	struct err e;
	if (config_load(w->a, w->k, &o, &config, &e))
		fail_msg("%s", e.text);
	assert_int_equal(policy_load(w->a, w->k, &o, &config, &policy, &e), 0);
	config.gate.passes = WATCHED_S;
	config.gate.deadline = (WATCHED_S + 2) * 1000;
	struct run_parts parts = { &config, &policy, w->k, loop_new(w->a, w->k, &world) };
	assert_int_equal(run_begin(w->a, &o, &parts, &w->run, &e), 0);
	assert_false(watch_release(&w->run));
	if (w->run.result.verdict != VERDICT_INCONCLUSIVE)
		fail_msg("%s", w->run.result.reason);
	size_t rounds = (WATCHED_S - SETTLED_S) * SERVICES, grown = w->watched > w->settled ? w->watched - w->settled : 0;
	if (grown > rounds * most)
		fail_msg("%zu bytes are left behind of each service and round", grown / rounds);
	struct json *predicate = json_new_object(w->a);
	json_set(predicate, "rounds", w->run.judged.log);
	assert_int_equal(statement_rounds(predicate), w->run.judged.rounds.count);
}

static void round_leaves_little_memory_behind(void **state)
{
	struct world *w = *state;
	watch(w, PER_SERVICE_AND_ROUND);
	assert_true(json_size(w->run.judged.log) < 3 * WATCHED_S / 4);
}

/* Each round has other outcomes than the one before. */
static void flapping_release_leaves_little_memory_behind(void **state)
{
	struct world *w = *state;
	w->flaps = true;
	watch(w, PER_FLAPPING_ROUND);
	assert_true(json_size(w->run.log.timeline) < 500);
}

/* ---- A bake: its memory does not grow at all ------------------------------------------------------------- */

enum {
	BAKED = 1100,      /* rounds of a release that is well, after which everything that is kept of them is full */
	FLAPPED = 2100,    /* rounds of one that flaps: a full log of rounds, and what it is cut to */
	NOISE = 128 * 1024 /* bytes: of 1,000 rounds */
};

/* The bake ends by a signal after the second measurement. */
static void end_after_second(void *arg)
{
	struct world *w = arg;
	if (w->run.judged.rounds.count >= w->weigh_at[1] + PHASE)
		loop_signalled(w->run.loop, SIGTERM);
}

static void bake(struct world *w, unsigned first, unsigned second)
{
	static const char config[] =
		"version = 1; project = \"p\"; region = \"r\";\n"
		"services = { s0 = { service = \"s0\"; }; s1 = { service = \"s1\"; }; };\n"
		"probes = { p0 = { http = { service = \"s0\"; path = \"/health\"; }; };\n"
		"p1 = { http = { service = \"s1\"; path = \"/health\"; }; };\n"
		"rpc = { grpc = { service = \"s0\"; every = \"1s\"; }; };\n"
		"walk = { journey = (\n"
		"{ name = \"a\"; http = { service = \"s0\"; path = \"/login\"; every = \"1s\"; }; capture = { token = "
		"\"json.token\"; }; },\n"
		"{ name = \"b\"; http = { service = \"s0\"; path = \"/b\"; headers = { Authorization = "
		"\"Bearer {{token}}\"; }; }; } ); }; };\n"
		"logs = { errors = { service = \"s0\"; filter = \"severity>=ERROR\"; every = \"1s\"; }; };\n"
		"policies = [ \"policy.cfg\" ];\n"
		"gate = { interval = \"1s\"; passes = 3; failures = 3; warmup = \"0s\"; deadline = \"2h\"; };\n";
	static const char policy_text[] =
		"rules = ( { id = \"ok\"; severity = \"critical\"; expression = \"probes.p0.ok && probes.p1.ok\"; },\n"
		"{ id = \"walks\"; severity = \"error\"; expression = \"probes.walk.ok && logs.errors.count >= 0\"; } );\n";
	if (!allocated())
		skip(); /* the allocators of sanitizers and of valgrind count nothing */
	const struct command command = { .name = "watch", .options = OPT_CONFIG | OPT_CLOUD | OPT_JUDGE };
	struct options o = { .command = &command, .config = path(w, "rungate.cfg"), .quiet = true };
	struct loop_world world = {
		.self = w, .now = now, .wall = wall, .random = chance, .send = start, .wait = wait, .no_threads = true
	};
	struct config c;
	struct policy policy;
	struct err e;
	write_file(w, "rungate.cfg", config);
	write_file(w, "policy.cfg", policy_text);
	if (config_load(w->a, w->k, &o, &c, &e))
		fail_msg("%s", e.text);
	if (policy_load(w->a, w->k, &o, &c, &policy, &e))
		fail_msg("%s", e.text);
	struct run_parts parts = { &c, &policy, w->k, loop_new(w->a, w->k, &world) };
	assert_int_equal(run_begin(w->a, &o, &parts, &w->run, &e), 0);
	struct bake b = { .log = &w->run.log, .run = w->run.start.id };
	b.began = loop_wall(w->run.loop);
	b.until = b.began + INT64_C(1000) * 86400 * 1000;
	b.tell = end_after_second;
	b.tell_arg = w;
	w->run.release.verifies = true;
	w->run.release.bake = &b;
	w->weigh_at[0] = first;
	w->weigh_at[1] = second;
	(void)watch_bake(&w->run);
	print_message("%u rounds, %zu %zu; %s\n", w->run.judged.rounds.count, w->weight[0], w->weight[1],
		w->run.result.reason ? w->run.result.reason : "");
	assert_true(w->run.judged.rounds.count > second);
	assert_true(w->weight[0] && w->weight[1]);
	if (w->weight[1] > w->weight[0] + NOISE)
		fail_msg("%zu bytes after %u rounds, %zu after %u", w->weight[0], first, w->weight[1], second);
}

static void bake_of_twice_the_rounds_holds_no_more(void **state)
{
	bake(*state, BAKED, 2 * BAKED);
}

static void bake_of_a_flapping_release_holds_no_more(void **state)
{
	struct world *w = *state;
	w->flaps = true;
	bake(w, FLAPPED, FLAPPED + 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(round_leaves_little_memory_behind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(flapping_release_leaves_little_memory_behind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bake_of_twice_the_rounds_holds_no_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bake_of_a_flapping_release_holds_no_more, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
