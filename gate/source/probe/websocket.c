/* SPDX-License-Identifier: Apache-2.0 */
/*
 * websocket.c: a WebSocket exchange, as a user's client makes it: upgrade, send messages, wait for events, close. A
 * refusal, silence, a wrong event and a close by the server are observations (ok = false).
 */
#include "ahead_wait.h"
#include "messages.h"
#include "reach.h"
#include "../source.h"
#include "../../net/websocket_client.h"

#include <string.h>

struct exchange {
	struct question *q;
	const struct config_websocket *config;
	const struct secret *url;
	struct websocket *w;
	struct messages *reader;
	const struct websocket_end *ended; /* set if the connection ended while messages are still being read */
	uint64_t within;                   /* timer */
	bool *had;                         /* for each expected event: it arrived */
	size_t n_had;
	int64_t opened, complete_at, last_at, ended_at; /* loop_now; 0: not yet */
	int64_t held_ms;                                /* how long the open connection waited before it sent messages */
	const char *last, *first_wrong;                 /* names of events, or NULL */
	struct json *events, *event_ms;
	struct json *upgrade;       /* facts of the upgrade, once it is open */
	struct json *first_json;    /* first message that is JSON, or NULL */
	struct err unread;          /* why a message could not be read, or ERR_NONE */
	unsigned messages, unnamed; /* unnamed: not JSON, or without a name */
	bool late;                  /* the time limit `within` is over */
	bool sent;                  /* messages were sent */
	bool held;                  /* the open connection waits before it sends messages (ahead.h) */
};

/* ---- Messages and events --------------------------------------------------------------------------------- */

static void websocket_on_within(void *arg)
{
	struct exchange *x = arg;
	x->within = 0;
	x->late = true;
	websocket_close(x->w);
}

static void complete(struct exchange *x, int64_t at)
{
	x->complete_at = at;
	loop_cancel(x->q->observations->loop, x->within);
	websocket_close(x->w);
}

/* Marks an expected event as arrived. With order = "listed" it must be the next one; the first event out of order is
 * recorded. */
static void match(struct exchange *x, const char *name)
{
	const struct conf_strings *wanted = &x->config->events;
	bool any = x->config->order == EVENTS_ANY;
	for (size_t i = 0; i < wanted->n; i++) {
		if (x->had[i] || strcmp(wanted->items[i], name) != 0)
			continue;
		if (any || i == x->n_had) {
			x->had[i] = true;
			x->n_had++;
			return;
		}
		x->first_wrong = x->first_wrong ? x->first_wrong : name;
	}
}

/* Returns the name of an event without secrets. A name from the config is not scrubbed, even if a journey has captured
 * the same text. */
static const char *event_name(const struct exchange *x, struct str name)
{
	for (size_t i = 0; i < x->config->events.n; i++)
		if (str_is(name, x->config->events.items[i]))
			return x->config->events.items[i];
	return say_scrub_to(x->q->a, x->q->observations->log, text_cut(x->q->a, name, LIMIT_EVENT_NAME));
}

static void keep_event(struct exchange *x, struct str name, int64_t at)
{
	const char *text = event_name(x, name);
	x->last = text;
	x->last_at = at;
	if (json_size(x->events) < LIMIT_WEBSOCKET_EVENTS) {
		json_add(x->events, json_new_string(x->q->a, text));
		if (!json_get(x->event_ms, text))
			json_set_int(x->q->a, x->event_ms, text, at - x->opened);
	}
	match(x, text);
}

static void websocket_on_message(void *arg, struct websocket *w, struct str message)
{
	(void)w;
	messages_put(((struct exchange *)arg)->reader, message);
}

/* Ignores messages after the last expected event. */
static void websocket_on_read(void *arg, const struct message *m)
{
	struct exchange *x = arg;
	if (x->complete_at)
		return;
	x->messages++;
	x->first_json = m->document ? m->document : x->first_json;
	if (m->error)
		x->unread = *m->error;
	else if (m->name.n)
		keep_event(x, m->name, m->at);
	else
		x->unnamed++;
	if (x->n_had == x->config->events.n)
		complete(x, m->at);
}

static void put_upgrade(const struct exchange *x, const struct websocket_end *end, struct json *v)
{
	json_set_int(x->q->a, v, "status", end->status);
	json_set_int(x->q->a, v, "upgradeMs", end->ms);
	json_set_string(x->q->a, v, "subprotocol",
		say_scrub_to(x->q->a, x->q->observations->log,
			text_utf8_valid(end->subprotocol, strlen(end->subprotocol)) ? end->subprotocol : ""));
	json_set(v, "headers", reach_headers_said(x->q->a, end->headers, end->n_headers));
}

/* If the upgrade's response already identifies another revision, closes without sending. */
static void talk(struct exchange *x)
{
	if (!x->q->ahead && reach_is_anothers(x->q, x->upgrade)) {
		websocket_close(x->w);
		return;
	}
	x->sent = x->config->send.n > 0;
	for (size_t i = 0; i < x->config->send.n; i++)
		websocket_send(x->w, reach_fill(x->q, x->config->send.items[i]));
	if (x->config->events.n)
		x->within = loop_at(x->q->observations->loop, x->opened + x->config->within, websocket_on_within, x);
	else
		complete(x, x->opened);
}

/* The times do not include how long the connection waited. */
static void websocket_go_on(void *arg)
{
	struct exchange *x = arg;
	x->held = false;
	x->held_ms = x->q->kept_ms;
	x->q->kept_ms = 0;
	x->opened += x->held_ms;
	x->last_at += x->last_at ? x->held_ms : 0;
	talk(x);
}

static void websocket_give_up(void *arg)
{
	websocket_close(((struct exchange *)arg)->w);
}

/* Messages could change something, so they wait until the service was read. */
static void websocket_on_open(void *arg, struct websocket *w, const struct websocket_end *so_far)
{
	struct exchange *x = arg;
	x->w = w;
	x->opened = loop_now(x->q->observations->loop);
	x->upgrade = json_new_object(x->q->a);
	put_upgrade(x, so_far, x->upgrade);
	x->held = x->config->send.n && ahead_waits(x->q, websocket_go_on, websocket_give_up, x);
	if (!x->held)
		talk(x);
}

/* ---- Result --------------------------------------------------------------------------------------------------- */

static const char *awaited(const struct exchange *x)
{
	for (size_t i = 0; i < x->config->events.n; i++)
		if (!x->had[i])
			return x->config->events.items[i];
	return "";
}

/* Returns for the error text which events had arrived. */
static const char *progress(const struct exchange *x)
{
	struct arena *a = x->q->a;
	if (x->first_wrong)
		return arena_printf(a, "; %s arrived out of order", x->first_wrong);
	if (x->last)
		return arena_printf(a, "; the last event was %s, after %lld ms", x->last, (long long)(x->last_at - x->opened));
	if (x->messages)
		return arena_printf(a, "; %u messages arrived, none with a name at \"%s\"", x->messages, x->config->event_key);
	return "; no message arrived";
}

static const char *what_went_wrong(const struct exchange *x, const struct websocket_end *end)
{
	struct arena *a = x->q->a;
	if (!x->opened)
		return end->error.text;
	if (x->complete_at)
		return "";
	if (x->late)
		return arena_printf(
			a, "%s did not arrive within %s%s", awaited(x), clock_duration_text(a, x->config->within), progress(x));
	if (end->error.code != ERR_NONE)
		return arena_printf(a, "%s, before %s%s", end->error.text, awaited(x), progress(x));
	return arena_printf(a, "the server closed the connection (%d%s%s%s) before %s%s", end->close_code,
		*end->close_reason ? " \"" : "", end->close_reason, *end->close_reason ? "\"" : "", awaited(x), progress(x));
}

static struct json *facts_json(const struct exchange *x, const struct websocket_end *end, const char *error)
{
	struct arena *a = x->q->a;
	struct json *v = json_new_object(a), *missing = json_new_array(a);
	for (size_t i = 0; i < x->config->events.n; i++)
		if (!x->had[i])
			json_add(missing, json_new_string(a, x->config->events.items[i]));
	json_set_bool(a, v, "ok", !*error);
	json_set_int(a, v, "ms", (x->complete_at ? x->complete_at : x->ended_at) - end->began - x->held_ms);
	json_set_string(a, v, "error", say_scrub_to(x->q->a, x->q->observations->log, error));
	put_upgrade(x, end, v);
	if (x->first_json)
		json_set(v, "json", x->first_json);
	json_set(v, "events", x->events);
	json_set(v, "eventMs", x->event_ms);
	json_set(v, "missing", missing);
	json_set_string(a, v, "firstWrong", x->first_wrong ? x->first_wrong : "");
	json_set_int(a, v, "messages", x->messages);
	json_set_int(a, v, "unnamed", x->unnamed);
	json_set_int(a, v, "closeCode", end->close_code);
	json_set_string(a, v, "closeReason", say_scrub_to(x->q->a, x->q->observations->log, end->close_reason));
	json_set_string(a, v, "service", x->config->reach.service ? x->config->reach.service : "");
	return v;
}

static void websocket_again(void *arg)
{
	struct exchange *x = arg;
	websocket_ask(x->q, x->config);
}

static void conclude(struct exchange *x, const struct websocket_end *end)
{
	struct question *q = x->q;
	bool cut = x->opened ? end->error.code == ERR_TIMEOUT : end->cut_short;
	struct http_answer came = { .status = end->status,
		.headers = end->headers,
		.n_headers = end->n_headers,
		.attempts = 1,
		.body = str_of(""),
		.cut_short = cut && !x->complete_at,
		.queued_ms = end->queued_ms };
	if (!x->opened) /* after the connection was open, the request had been sent */
		came.error = end->error;
	loop_cancel(q->observations->loop, x->within);
	if (x->unread.code != ERR_NONE && !x->complete_at) {
		reach_unobserved(q, x->unread.code, arena_printf(q->a, "a message could not be read: %s", x->unread.text));
		return;
	}
	if (reach_says_nothing(q, &came))
		return;
	const char *error = what_went_wrong(x, end);
	if (end->status && end->status != 101)
		error = arena_printf(q->a, "%s%s", error, reach_came_by(q, &came));
	struct json *v = facts_json(x, end, error);
	if (reach_attribute(q, v, x->sent ? NULL : websocket_again, x))
		reach_answered(q, v, &came);
}

static void websocket_conclude(void *arg)
{
	struct exchange *x = arg;
	conclude(x, x->ended);
}

/* A connection that ended while it waited has not sent its messages. */
static void end_of(struct exchange *x)
{
	if (x->held)
		ahead_fails(x->q);
	else if (!ahead_waits(x->q, websocket_conclude, NULL, x))
		conclude(x, x->ended);
}

static void websocket_on_end(void *arg, const struct websocket_end *end)
{
	struct exchange *x = arg;
	x->ended = end;
	x->ended_at = loop_now(x->q->observations->loop);
	if (!messages_busy(x->reader))
		end_of(x);
}

static void websocket_on_idle(void *arg)
{
	struct exchange *x = arg;
	if (x->ended)
		end_of(x);
}

/* ---- Start --------------------------------------------------------------------------------------- */

static void websocket_on_headers(void *arg, const struct http_header *headers, size_t n)
{
	static const struct websocket_on on = { websocket_on_open, websocket_on_message, websocket_on_end };
	struct exchange *x = arg;
	struct websocket_request request = { .url = x->url,
		.headers = headers,
		.n_headers = n,
		.subprotocol = x->config->subprotocol,
		.timeout_ms = x->config->reach.timeout,
		.deadline = x->q->deadline };
	x->q->asked++;
	websocket_start(x->q->observations->loop, x->q->a, &request, &on, x);
}

static void websocket_ask_as(struct question *q, const void *config)
{
	websocket_ask(q, config);
}

void websocket_ask(struct question *q, const struct config_websocket *w)
{
	struct arena *a = q->a;
	q->ask = websocket_ask_as;
	q->config = w;
	struct exchange *x = ARENA_NEW(a, struct exchange);
	struct err e = { .code = ERR_NONE };
	*x = (struct exchange){ .q = q,
		.config = w,
		.url = reach_url(q, &e),
		.had = ARENA_ARRAY(a, bool, w->events.n + 1),
		.events = json_new_array(a),
		.event_ms = json_new_object(a) };
	x->reader = messages_new(q->observations->loop, a,
		&(struct messages_spec){ .path = w->event_key,
			.deadline = q->deadline,
			.read = websocket_on_read,
			.idle = websocket_on_idle,
			.arg = x });
	if (!x->url)
		reach_unobserved(q, e.code, e.text);
	else
		reach_headers(q, x->url, &w->headers, websocket_on_headers, x);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *config = l->config;
	websocket_ask(reach_question(observations, release, l, &config->websocket->reach), config->websocket);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool",
		"the upgrade succeeded, every expected event arrived (in the configured order), and rungate closed the "
		"connection" },
	{ "ms", "int",
		"time until the last expected event; without events: until the upgrade; after a failure: until its end" },
	REACH_ATTRIBUTION("connections opened for this observation"),
	{ "error", "string", "why ok is false; \"\" if it is true" },
	{ "status", "int", "HTTP status of the upgrade: 101, or the status of the refusal; 0 without a response" },
	{ "upgradeMs", "int", "time until the response to the upgrade" },
	{ "subprotocol", "string", "subprotocol that the server chose, or \"\"" },
	{ "headers", "map", "headers of the response to the upgrade, names in lower case" },
	{ "json", "any",
		"first message that is JSON, of at most 64 KiB and 20,000 values; a string with U+0000 is unobserved" },
	{ "events", "list of string", "names of all events, in order of arrival, at most 1000" },
	{ "eventMs", "map of int", "by name of the event: ms from the open connection to its first arrival" },
	{ "missing", "list of string", "expected events that did not arrive, or not in the expected order" },
	{ "firstWrong", "string", "first expected event that arrived too early, or \"\"" },
	{ "messages", "int", "number of messages received" },
	{ "unnamed", "int", "messages that are not events: not JSON, or without a name at `event_key`" },
	{ "closeCode", "int", "code with which the server closed; 1005: no code; 1006: it did not close; 0: never opened" },
	{ "closeReason", "string", "reason with which the server closed, or \"\"" },
	{ "service", "string", "alias of the service that is probed, or \"\"" },
};

const struct source source_websocket = {
	.kind = "websocket",
	.group = GROUP_PROBES,
	.every = EVERY_ROUND,
	.after_services = true,
	.start = start,
	.doc = "a WebSocket exchange",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
