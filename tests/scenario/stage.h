/* SPDX-License-Identifier: Apache-2.0 */
/* stage.h: one story on its way: what its steps and its expectations share. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "../../gate/net/net.h"
#include "story.h"

#include <sys/types.h>

enum { WORDS_MAX = 64 };

struct settings {
	const char *rungate, *cloud, *schema, *corpus;
	bool verbose;
	int jobs;
	unsigned seconds;
};
/* corpus: where evidence is kept; NULL: nowhere */

/* PEM. */
struct stage_key {
	const char *name, *private, *public;
};

/* One story on its way. */
struct stage {
	struct arena *a;
	const struct settings *set;
	const struct story *story;
	struct loop *loop;
	struct secrets *k;
	const char *dir, *api;
	struct json *ports;
	const char *env[64];
	size_t n_env;
	mode_t mask; /* the umask of what is run: 022 unless the story says otherwise */
	int exit_code;
	const char *output;
	size_t failures;
	struct stage_key keys[8];
	size_t n_keys;
	const char *prefix; /* what rungate is run by, with its own arguments (a tracer), or NULL */
	bool closed;        /* the next program begins without a standard output */
	int unread[2];      /* a full pipe, the standard error of the next program, read by finish; 0: none */
	pid_t cloud;
	pid_t background; /* a program that is still running, or 0 */
};

size_t stage_play(const struct settings *set, const struct story *story); /* how many expectations failed */
/* The same in parts, for what is no story: the cloud and the files; any step; what is left of them. */
bool stage_open(struct stage *s, const struct settings *set, const struct story *story);
void stage_step(struct stage *s, const char *line);
size_t stage_close(struct stage *s);
void stage_fail(struct stage *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *stage_path(struct stage *s, const char *name);
struct json *stage_control(struct stage *s, const char *what, const char *body);
struct str stage_fill(struct stage *s, struct str text);
const char *stage_key_text(struct stage *s, const char *name); /* keys.c; NULL: it is none of its placeholders */
/* as: whose token; NULL: anybody's */
long stage_requests(struct stage *s, const char *as, const char *method, const char *glob);
void stage_expect(struct stage *s, const char *line); /* expect.c */
void stage_keep_evidence(struct stage *s);            /* keep.c */

#endif
