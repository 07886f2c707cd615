/* SPDX-License-Identifier: Apache-2.0 */
/* messages.c: reads messages in order of arrival, large ones in a thread. */
#include "messages.h"
#include "../../cel/cel.h"

#include <string.h>

/* In the queue, precedes the bytes of each message. */
struct waiting {
	int64_t at;
	size_t n;
};

struct messages {
	struct loop *l;
	struct arena *a, *scratch;
	struct messages_spec spec;
	struct buf queue;     /* messages that arrived while another was being read */
	size_t first;         /* offset of the next message in the queue; queue.n: empty */
	int64_t at;           /* arrival of the message that a thread reads */
	bool in_thread, turn; /* a thread is reading; the queue continues in the next turn of the loop */
	bool kept;            /* the first document was delivered */
};

/* Everything that a thread uses. */
struct job {
	struct arena *a;
	struct str text, name;
	const char *path;
};

/* ---- One message ---------------------------------------------------------------------------------------- */

static void work(void *arg)
{
	struct job *j = arg;
	struct json *document;
	struct err not_json;
	if (!json_parse_unobserved(j->a, j->text, CEL_UNOBSERVED, &document, &not_json))
		j->name = json_text(json_at(document, j->path));
}

static void drop(void *arg)
{
	arena_free(((struct job *)arg)->a);
}

static void tell(const struct messages *m, int64_t at, struct str name, struct json *document, const struct err *error)
{
	m->spec.read(m->spec.arg, &(struct message){ .at = at, .name = name, .document = document, .error = error });
}

static void messages_on_read(void *arg, void *job, const struct err *error);

static void read_in_thread(struct messages *m, struct str text, int64_t at)
{
	struct job j = { .a = arena_new() };
	struct worker_spec spec = { .work = work, .drop = drop, .size = sizeof(j), .deadline = m->spec.deadline };
	j.text = (struct str){ arena_strndup(j.a, text.p, text.n), text.n };
	j.path = arena_strdup(j.a, m->spec.path);
	m->in_thread = true;
	m->at = at;
	worker_start(m->l, &spec, &j, messages_on_read, m);
}

static void read_one(struct messages *m, struct str text, int64_t at)
{
	struct arena_mark mark = arena_mark(m->scratch);
	struct json *document = NULL;
	struct err why = { .code = ERR_NONE };
	if (json_parse_peer(m->kept ? m->scratch : m->a, text, CEL_UNOBSERVED, &document, &why))
		document = NULL;
	bool first = document && !m->kept;
	m->kept = m->kept || first;
	if (why.code == ERR_LIMIT)
		read_in_thread(m, text, at);
	else
		tell(m, at, json_text(json_at(document, m->spec.path)), first ? document : NULL, NULL);
	arena_rewind(m->scratch, mark);
}

/* ---- Queue ------------------------------------------------------------------------------------------------ */

static void push(struct messages *m, struct str text)
{
	struct waiting w = { .at = loop_now(m->l), .n = text.n };
	if (m->queue.over || text.n > m->queue.max - sizeof(w) || m->queue.n > m->queue.max - sizeof(w) - text.n) {
		m->queue.over = true;
		return;
	}
	buf_put(&m->queue, &w, sizeof(w));
	buf_put(&m->queue, text.p, text.n);
}

static struct waiting pop(struct messages *m, struct str *text)
{
	struct waiting w;
	memcpy(&w, m->queue.p + m->first, sizeof(w));
	*text = (struct str){ m->queue.p + m->first + sizeof(w), w.n };
	m->first += sizeof(w) + w.n;
	return w;
}

/* The queue is empty. Reports messages that did not fit into it. */
static void end_queue(struct messages *m)
{
	struct err e;
	if (m->queue.over) {
		err_set(&e, ERR_LIMIT, "more than %d bytes of messages arrived while others were being read",
			LIMIT_WEBSOCKET_BYTES);
		tell(m, loop_now(m->l), (struct str){ "", 0 }, NULL, &e);
	}
	buf_free(&m->queue);
	m->first = 0;
	m->spec.idle(m->spec.arg);
}

/* Reads queued messages, up to the limit of one turn of the loop. */
static void messages_on_turn(void *arg)
{
	struct messages *m = arg;
	struct str text;
	size_t n = 0, bytes = 0;
	m->turn = false;
	while (
		m->first < m->queue.n && !m->in_thread && n < LIMIT_WEBSOCKET_TURN_MESSAGES && bytes < LIMIT_WEBSOCKET_TURN) {
		struct waiting w = pop(m, &text);
		n++;
		bytes += text.n;
		read_one(m, text, w.at);
	}
	if (m->in_thread)
		return;
	if (m->first == m->queue.n) {
		end_queue(m);
		return;
	}
	m->turn = true;
	loop_do_at(m->l, loop_now(m->l), messages_on_turn, m);
}

static void messages_on_read(void *arg, void *job, const struct err *error)
{
	struct messages *m = arg;
	m->in_thread = false;
	tell(m, m->at, job ? ((const struct job *)job)->name : (struct str){ "", 0 }, NULL, error);
	messages_on_turn(m);
}

void messages_put(struct messages *m, struct str text)
{
	if (messages_busy(m))
		push(m, text);
	else
		read_one(m, text, loop_now(m->l));
}

bool messages_busy(const struct messages *m)
{
	return m->in_thread || m->turn;
}

static void drop_all(void *arg)
{
	buf_free(&((struct messages *)arg)->queue);
}

struct messages *messages_new(struct loop *l, struct arena *a, const struct messages_spec *s)
{
	struct messages *m = ARENA_NEW(a, struct messages);
	*m = (struct messages){
		.l = l, .a = a, .scratch = arena_under(a), .spec = *s, .queue = BUF_MAX(LIMIT_WEBSOCKET_BYTES)
	};
	arena_defer(a, drop_all, m);
	return m;
}
