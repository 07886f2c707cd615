/* SPDX-License-Identifier: Apache-2.0 */
/* fake_world.c: virtual time advances to the next event. */
#include "fake_world.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t now(void *self)
{
	return ((struct fake_world *)self)->now;
}

static int64_t wall(void *self)
{
	return 1700000000000 + now(self) + ((struct fake_world *)self)->set_by;
}

static uint64_t no_chance(void *self)
{
	(void)self;
	return UINT64_C(0x7fffffff);
}

static void start(void *self, struct http_call *call, const struct http_request *request, int64_t deadline)
{
	struct fake_world *w = self;
	struct fake_answer a;
	if (w->on_send)
		w->on_send(w->arg);
	a = w->server ? w->server(w->arg, request) : w->script[w->sent < w->n_script ? w->sent : w->n_script - 1];
	w->headers[w->sent % 64] = request->n_headers;
	w->urls[w->sent++ % 64] = arena_strdup(w->a, secret_reveal(request->url));
	int64_t at = w->now + a.ms;
	if (at > deadline) {
		at = deadline;
		a = (struct fake_answer){ .error = ERR_TIMEOUT };
	}
	w->flying[w->n_flying].call = call;
	w->flying[w->n_flying].at = at;
	w->flying[w->n_flying].deadline = deadline;
	w->flying[w->n_flying++].answer = a;
}

static void remove_at(struct fake_world *w, size_t i)
{
	memmove(&w->flying[i], &w->flying[i + 1], (--w->n_flying - i) * sizeof(w->flying[0]));
}

static void deliver(struct fake_world *w, size_t i)
{
	struct fake_answer a = w->flying[i].answer;
	if (w->now > w->flying[i].deadline) /* both the answer and the timeout arrived while the process was stopped */
		a = (struct fake_answer){ .error = ERR_TIMEOUT };
	struct http_call *call = w->flying[i].call;
	struct http_header_text header = { a.header, a.value };
	struct http_answer answer = {
		.status = a.status, .version = "2", .headers = &header, .n_headers = a.header != NULL, .body = str_of(a.body)
	};
	answer.timings.connect = a.unconnected ? -1 : 0;
	if (a.headers) {
		answer.headers = a.headers;
		answer.n_headers = a.n_headers;
	}
	if (a.error)
		err_set(&answer.error, a.error, "scripted");
	remove_at(w, i);
	http_answered(call, &answer);
}

static void wait(void *self, struct loop *l, int64_t until)
{
	struct fake_world *w = self;
	size_t next = w->n_flying;
	(void)l;
	for (size_t i = 0; i < w->n_flying; i++)
		if (w->flying[i].at <= until && (next == w->n_flying || w->flying[i].at < w->flying[next].at))
			next = i;
	int64_t at = next < w->n_flying ? w->flying[next].at : until;
	w->now = at > w->now ? at : w->now;
	if (w->stall_ms && w->now >= w->stall_at) {
		w->now += w->stall_ms;
		w->stall_ms = 0;
	}
	if (next < w->n_flying)
		deliver(w, next);
}

struct fake_world *fake_world_new(void)
{
	struct fake_world *w = calloc(1, sizeof(*w));
	w->a = arena_new();
	w->k = secrets_new(w->a);
	w->now = 1000;
	struct loop_world world = { .self = w,
		.now = now,
		.wall = wall,
		.random = no_chance,
		.send = start,
		.wait = wait,
		.pulse_ms = 100,
		.no_threads = true };
	w->l = loop_new(w->a, w->k, &world);
	return w;
}

void fake_world_remove(struct fake_world *w, const char *dir)
{
	char **names;
	size_t n = 0;
	struct err e;
	if (file_list(w->a, dir, "", &names, &n, &e))
		return;
	for (size_t i = 0; i < n; i++)
		unlink(arena_printf(w->a, "%s/%s", dir, names[i]));
	rmdir(dir);
}

void fake_world_free(struct fake_world *w)
{
	arena_free(w->a);
	free(w);
}
