/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_storage_write.c: conditional writes against a small Cloud Storage that loses answers, refuses, and in which
 * another writer interferes: every sequence of up to four events is played. Whatever happens, what the reply says is
 * true of what happened.
 */
#include "storage_units.h"

enum { EVENTS = 4, MINE = 1, OTHERS = 2 };

/* What happens to a request. */
enum event {
	FINE,
	LOST_BEFORE, /* no answer, and nothing was done */
	LOST_AFTER,  /* no answer, but it was done */
	ERROR_AFTER, /* 503, but it was done */
	PAGE_AFTER,  /* HTML instead of the answer, but it was done */
	REFUSED,     /* 429 */
	REPLACED,    /* another writer replaces the object first */
	REMOVED,     /* another writer removes the object first */
	EVENT__COUNT
};

struct store {
	struct bench *b;
	struct arena *a; /* of one sequence */
	enum event events[EVENTS];
	size_t asked;
	int64_t generation, next; /* generation 0: the object does not exist */
	int holds;                /* MINE, OTHERS */
	int done;                 /* how often my write or removal took effect */
	int64_t written;          /* the generation of my last write */
};

static const char *bytes_of(int whose)
{
	return whose == MINE ? "123456789" : "abc";
}

static struct fake_answer read_answer(struct store *s)
{
	struct arena *a = s->a;
	if (!s->generation)
		return (struct fake_answer)NO_OBJECT;
	struct http_header_text *headers = ARENA_ARRAY(a, struct http_header_text, 2);
	headers[0] = (struct http_header_text){ "x-goog-generation", arena_printf(a, "%d", (int)s->generation) };
	headers[1] = (struct http_header_text){ "x-goog-hash", s->holds == MINE ? "crc32c=4waSgw==" : "crc32c=Nks/tw==" };
	return (struct fake_answer){ .status = 200, .headers = headers, .n_headers = 2, .body = bytes_of(s->holds) };
}

static struct fake_answer metadata_answer(struct store *s)
{
	if (!s->generation)
		return (struct fake_answer)NO_OBJECT;
	return (struct fake_answer){ .status = 200,
		.body = arena_printf(s->a, "{\"generation\":\"%d\",\"crc32c\":\"4waSgw==\"}", (int)s->generation) };
}

static struct fake_answer write_answer(struct store *s, const char *url, bool removing)
{
	static const struct fake_answer refused = JSON(412, "{}"), removed = JSON(204, "");
	int64_t wanted = strtoll(strstr(url, "ifGenerationMatch=") + strlen("ifGenerationMatch="), NULL, 10);
	if (removing && !s->generation)
		return (struct fake_answer)NO_OBJECT;
	if (wanted != s->generation)
		return refused;
	s->done++;
	s->holds = MINE;
	s->generation = removing ? 0 : s->next++;
	s->written = s->generation;
	return removing ? removed : metadata_answer(s);
}

static struct fake_answer serve(void *arg, const struct http_request *r)
{
	static const struct fake_answer lost = LOST, busy = BUSY, error = JSON(503, ""), page = HTML(200);
	struct store *s = arg;
	enum event event = s->asked < EVENTS ? s->events[s->asked] : FINE;
	const char *url = secret_reveal(r->url);
	s->asked++;
	if (event == LOST_BEFORE)
		return lost;
	if (event == REFUSED)
		return busy;
	if (event == REPLACED || event == REMOVED) {
		s->generation = event == REPLACED ? s->next++ : 0;
		s->holds = OTHERS;
	}
	struct fake_answer answer = strcmp(r->method, "GET") ? write_answer(s, url, !strcmp(r->method, "DELETE"))
		: strstr(url, "alt=media")                       ? read_answer(s)
														 : metadata_answer(s);
	return event == LOST_AFTER ? lost : event == ERROR_AFTER ? error : event == PAGE_AFTER ? page : answer;
}

/* The generation that the write expects: none, the object's, or an older one. */
enum expected { NONE, CURRENT, OLDER, EXPECTED__COUNT };

static bool is_true(const struct store *s, const struct storage_reply *r, bool removing)
{
	int removed = 0; /* an object that was removed in between may be created again */
	for (size_t i = 0; i < EVENTS && i < s->asked; i++)
		removed += s->events[i] == REMOVED;
	if (s->done > 1 + (removing ? 0 : removed))
		return false;
	switch (r->state) {
	case STORAGE_DONE:
		/* a removal whose answer was lost is done if there is no such object, whoever removed it */
		return removing ? !s->generation : s->done && r->generation == s->written;
	case STORAGE_ABSENT: return removing && !s->done;
	case STORAGE_CHANGED: return r->unknown || !s->done;
	case STORAGE_FAILED: return (r->unknown || !s->done) && *r->error.text;
	}
	return false;
}

static struct told play(struct store *s, bool exists, enum expected expected, bool removing)
{
	struct bench *b = s->b;
	struct told t = { 0 };
	int64_t deadline = b->w->now + MINUTE, wanted = expected == NONE ? 0 : expected == CURRENT ? 50 : 40;
	s->generation = exists ? 50 : 0;
	s->holds = OTHERS;
	s->next = 100;
	b->w->server = serve;
	b->w->arg = s;
	if (removing)
		storage_remove(b->g, s->a, &b->place, "lock", wanted, deadline, storage_told, &t);
	else
		storage_put(b->g, s->a, &b->place, "lock", STR("123456789"), wanted, deadline, storage_told, &t);
	loop_run(b->w->l, NULL, deadline + 1);
	return t;
}

static void play_sequence(struct bench *b, unsigned number)
{
	for (int i = 0; i < 2 * 2 * EXPECTED__COUNT; i++) {
		bool removing = i & 1, exists = i & 2;
		struct store s = { .b = b, .a = arena_under(b->w->a) };
		for (unsigned k = 0, rest = number; k < EVENTS; k++, rest /= EVENT__COUNT)
			s.events[k] = (enum event)(rest % EVENT__COUNT);
		struct told t = play(&s, exists, (enum expected)(i / 4), removing);
		if (t.calls != 1 || !is_true(&s, &t.reply, removing))
			fail_msg(
				"events %d %d %d %d, removing %d, exists %d, expected %d: %d calls, state %d, unknown %d, done %d: %s",
				s.events[0], s.events[1], s.events[2], s.events[3], removing, exists, i / 4, t.calls, t.reply.state,
				t.reply.unknown, s.done, t.reply.error.text);
		arena_free(s.a);
	}
}

static void replies_are_true_whatever_happens(void **state)
{
	for (unsigned i = 0; i < EVENT__COUNT * EVENT__COUNT * EVENT__COUNT * EVENT__COUNT; i++)
		play_sequence(*state, i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(replies_are_true_whatever_happens),
	};
	return cmocka_run_group_tests_name("storage_write", tests, NULL, NULL);
}
