/* SPDX-License-Identifier: Apache-2.0 */
/* fake_world.h: a world in virtual time: exchanges are answered by a script, waiting costs nothing. */
#ifndef TESTS_FAKE_WORLD_H
#define TESTS_FAKE_WORLD_H

#include "../../gate/net/net.h"

struct fake_answer {
	int status; /* 0: error */
	enum err_code error;
	int64_t ms; /* until it comes; beyond the attempt's deadline: a time-out */
	const char *body, *header, *value;
};

struct fake_world {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	int64_t now;
	const struct fake_answer *script; /* one an exchange, the last for ever */
	size_t n_script, sent;
	const char *urls[64];
	size_t headers[64];         /* how many each had */
	int64_t stall_at, stall_ms; /* the process is stopped then, for so long, once; 0 ms: never */
	struct {
		struct http_call *call;
		int64_t at, deadline;
		struct fake_answer answer;
	} flying[64];
	size_t n_flying;
	void (*on_send)(void *arg); /* before each; NULL: nothing */
	void *arg;
};

struct fake_world *fake_world_new(void);
/* Removes a folder of the test's own and the files in it. */
void fake_world_remove(struct fake_world *w, const char *dir);
void fake_world_free(struct fake_world *w);

#endif
