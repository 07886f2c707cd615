/* SPDX-License-Identifier: Apache-2.0 */
/* fake_world.h: a world in virtual time: a script answers exchanges, and waiting takes no real time. */
#ifndef TESTS_FAKE_WORLD_H
#define TESTS_FAKE_WORLD_H

#include "../../gate/net/net.h"

struct fake_answer {
	int status; /* 0: error */
	enum err_code error;
	int64_t ms; /* time until the answer; beyond the deadline of the attempt: a timeout */
	const char *body, *header, *value;
	bool unconnected;                       /* the error came before there was a connection */
	const struct http_header_text *headers; /* NULL: header and value, if set */
	size_t n_headers;
};

struct fake_world {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	int64_t now;
	int64_t set_by;                   /* ms by which the local clock was set since the start */
	const struct fake_answer *script; /* one per exchange; the last one is repeated */
	size_t n_script, sent;
	const char *urls[64];
	size_t headers[64];         /* number of headers of each exchange */
	int64_t stall_at, stall_ms; /* at this time the process is stopped once for stall_ms; 0 ms: never */
	struct {
		struct http_call *call;
		int64_t at, deadline;
		struct fake_answer answer;
	} flying[64];
	size_t n_flying;
	void (*on_send)(void *arg); /* called before each exchange; NULL: nothing */
	/* answers each exchange, with texts in a, instead of the script; NULL: the script does */
	struct fake_answer (*server)(void *arg, const struct http_request *request);
	void *arg;
};

struct fake_world *fake_world_new(void);
/* Removes a folder of the test and the files in it. */
void fake_world_remove(struct fake_world *w, const char *dir);
void fake_world_free(struct fake_world *w);

#endif
