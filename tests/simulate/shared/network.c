/* SPDX-License-Identifier: Apache-2.0 */
/* network.c: carries requests to the models and their answers back, or loses them. */
#include "shared.h"
#include "../../../gate/net/net.h"

#include <string.h>
#include <time.h>

enum { REFUSED_MS = 100, BROKEN_MS = 3000 };

static enum peer peer_of(const struct http_request *r, const char *url)
{
	return r->kind == HTTP_PROBE ? PEER_USER : strstr(url, "//127.0.0.1:10/") ? PEER_STORE : PEER_API;
}

/* The cut that affects a request to this peer now, or NULL. */
static const struct cut *cut_of(const struct runner *r, enum peer peer)
{
	int64_t now = r->w->now;
	for (int i = 0; i < r->n_cuts; i++)
		if (r->cuts[i].peer == peer && now >= r->cuts[i].from && now < r->cuts[i].until && !world_calm(r->w))
			return &r->cuts[i];
	return NULL;
}

static void note_cut(struct world *w, const struct cut *c)
{
	happened(w, c->peer == PEER_STORE ? HAPPENED_CUT_STORE : HAPPENED_CUT_API);
	happened(w,
		c->kind == CUT_HANGS         ? HAPPENED_CUT_HANGS
			: c->kind == CUT_REFUSED ? HAPPENED_CUT_REFUSED
									 : HAPPENED_CUT_ANSWERS);
}

static bool is_killed_here(const struct runner *r, const struct flight *f, enum kill_stage stage)
{
	const struct kill *k = &r->kill;
	return k->stage == stage && f->writes && k->patch == f->patch && k->nth == (f->patch ? r->patches : r->writes) &&
		!world_calm(r->w);
}

static void fail_soon(struct world *w, struct flight *f, int64_t max_ms)
{
	f->error = ERR_NETWORK;
	world_event(w, w->now + 1 + world_below(w, max_ms), EVENT_ANSWER)->flight = f;
}

static void note_sent(struct runner *r, const struct flight *f)
{
	r->patches += f->patch;
	r->writes += f->writes && !f->patch;
	if (f->peer != PEER_STORE || !f->writes)
		return;
	if (!r->store_pending++)
		r->store_pending_since = r->w->now;
}

void network_send(struct runner *r, struct http_call *call, const struct http_request *request, int64_t deadline)
{
	struct world *w = r->w;
	struct flight *f = ARENA_NEW(w->a, struct flight);
	const char *url = secret_reveal(request->url);
	*f = (struct flight){ .runner = r,
		.call = call,
		.peer = peer_of(request, url),
		.method = arena_strdup(w->a, request->method),
		.url = arena_strdup(w->a, url),
		.body = arena_strdup(w->a, request->body ? secret_reveal(request->body) : ""),
		.sent_at = w->now,
		.deadline = deadline,
		.service = NOBODY };
	f->patch = !strcmp(f->method, "PATCH") && !strstr(url, "validateOnly=true");
	f->writes = f->patch || (f->peer == PEER_STORE && strcmp(f->method, "GET") != 0);
	note_sent(r, f);
	if (f->patch)
		check_sent(r, f);
	if (is_killed_here(r, f, KILL_UNSENT))
		runner_die(r, f->patch ? HAPPENED_KILLED_UNSENT : HAPPENED_KILLED_WRITING, "before it was sent");
	world_event(w, deadline, EVENT_TIMEOUT)->flight = f;
	const struct cut *cut = cut_of(r, f->peer);
	if (cut)
		note_cut(w, cut);
	if (cut && cut->kind == CUT_REFUSED) {
		fail_soon(w, f, REFUSED_MS);
	} else if (world_permille(w, world_faults(w)->drop)) {
		happened(w, HAPPENED_DROPPED);
		fail_soon(w, f, BROKEN_MS);
	} else if (!cut || cut->kind == CUT_ANSWERS) {
		world_event(w, w->now + 1 + world_below(w, world_faults(w)->latency_ms), EVENT_ARRIVAL)->flight = f;
	}
	if (is_killed_here(r, f, KILL_ON_THE_WAY))
		runner_die(r, f->patch ? HAPPENED_KILLED_SENDING : HAPPENED_KILLED_WRITING, "with a request on the way");
}

void network_arrive(struct world *w, struct flight *f)
{
	const struct faults *bad = world_faults(w);
	struct runner *r = f->runner;
	static const char unavailable[] =
		"{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"unavailable\"}}",
					  quota[] = "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"quota\"}}";
	bool error = f->peer != PEER_USER && world_permille(w, bad->server_error), acts = !error || world_below(w, 2);
	f->answered_at = world_wall(w);
	bool limited = f->peer != PEER_USER && !error && world_permille(w, bad->quota);
	if (limited) {
		happened(w, HAPPENED_QUOTA);
		f->status = 429;
		f->answer = str_of(quota);
	} else if (acts && f->peer == PEER_STORE) {
		bucket_answer(w, f);
	} else if (acts) {
		services_answer(w, f);
	}
	if (r->state == RUNNER_RUNNING && f->call && acts && !limited && is_killed_here(r, f, KILL_APPLIED))
		runner_die(r, f->patch ? HAPPENED_KILLED_SENT : HAPPENED_KILLED_WRITING, "after its request had arrived");
	if (error) {
		happened(w, HAPPENED_SERVER_ERROR);
		f->status = 503;
		f->answer = str_of(unavailable);
		f->service = NOBODY;
	}
	if (world_permille(w, bad->lose)) {
		happened(w, f->writes ? HAPPENED_LOST_WRITE : HAPPENED_LOST);
		f->status = 0;
		fail_soon(w, f, BROKEN_MS);
		return;
	}
	world_event(w, w->now + 1 + world_below(w, bad->latency_ms), EVENT_ANSWER)->flight = f;
}

/* An answer that comes while its runner is cut off does not come. */
void network_answer(struct world *w, struct flight *f, bool timeout)
{
	struct runner *r = f->runner;
	if (!f->call || r->state != RUNNER_RUNNING)
		return;
	const struct cut *cut = f->status && !timeout ? cut_of(r, f->peer) : NULL;
	if (cut) {
		note_cut(w, cut);
		return;
	}
	for (int i = 0; i < r->n_inbox; i++)
		if (r->inbox[i] == f)
			return;
	if (r->n_inbox == INBOX_MAX) {
		broken(w, "S6", "runner %d has more than %d answers to read", r->number, INBOX_MAX);
		return;
	}
	if (timeout) {
		f->status = 0;
		f->error = ERR_TIMEOUT;
	}
	r->inbox[r->n_inbox++] = f;
}

static void note_delivered(struct runner *r, const struct flight *f)
{
	int64_t ms = r->w->now - f->sent_at;
	if (f->peer != PEER_STORE)
		return;
	r->store_failed = r->store_failed || !f->status || f->status == 429 || f->status >= 500;
	if (!f->writes)
		return;
	r->store_silent_ms = ms > r->store_silent_ms ? ms : r->store_silent_ms;
	r->store_pending--;
}

static void deliver(struct runner *r, struct flight *f)
{
	struct world *w = r->w;
	struct http_answer a = { .status = f->status, .body = f->status ? f->answer : str_of("") };
	struct http_header_text headers[3];
	struct http_call *call = f->call;
	char date[64];
	time_t told = (time_t)(f->answered_at / 1000);
	struct tm parts;
	f->call = NULL;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&told, &parts));
	if (f->peer != PEER_USER)
		headers[a.n_headers++] = (struct http_header_text){ "date", date };
	if (f->generation) {
		headers[a.n_headers++] = (struct http_header_text){ "x-goog-generation", f->generation };
		headers[a.n_headers++] = (struct http_header_text){ "x-goog-hash", f->hash };
	}
	a.headers = headers;
	/* a process that was stopped finds both the answer and that its time has passed */
	if (f->status && w->now >= f->deadline && world_below(w, 2)) {
		f->status = 0;
		f->error = ERR_TIMEOUT;
	}
	if (!f->status) {
		a = (struct http_answer){ .body = str_of("") };
		err_set(&a.error, f->error, "%s", f->error == ERR_TIMEOUT ? "no answer in time" : "the connection broke");
	}
	note_delivered(r, f);
	if (f->status == 200 && f->service >= 0)
		check_read(r, f);
	http_answered(call, &a);
}

void network_deliver(struct runner *r)
{
	while (r->n_inbox) {
		struct flight *f = r->inbox[0];
		memmove(&r->inbox[0], &r->inbox[1], (size_t)--r->n_inbox * sizeof(r->inbox[0]));
		deliver(r, f);
	}
}
