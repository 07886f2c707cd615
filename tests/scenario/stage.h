/* SPDX-License-Identifier: Apache-2.0 */
/* stage.h: the state of a story that is being played, shared by its steps and expectations. */
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
/* corpus: folder for evidence; NULL: none */

/* In PEM. */
struct stage_key {
	const char *name, *private, *public;
};

/* A story that is being played. */
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
	mode_t mask; /* the umask of commands: 022 unless the story sets another */
	int exit_code;
	const char *output;
	size_t failures;
	struct stage_key keys[8];
	size_t n_keys;
	const char *prefix; /* a command that runs rungate with its own arguments (a tracer), or NULL */
	bool closed;        /* the next program starts without standard output */
	int unread[2];      /* a full pipe: the standard error of the next program, read by finish; 0: none */
	pid_t cloud;
	bool beside;      /* the program that is begun runs while another one is in the background */
	pid_t background; /* a program that is still running, or 0 */
};

/* Returns the number of failed expectations. */
size_t stage_play(const struct settings *set, const struct story *story);
/* The same in parts, for use without a story: opens the cloud and the files; runs a step; closes them. */
bool stage_open(struct stage *s, const struct settings *set, const struct story *story);
void stage_step(struct stage *s, const char *line);
size_t stage_close(struct stage *s);
void stage_fail(struct stage *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *stage_path(struct stage *s, const char *name);
struct json *stage_control(struct stage *s, const char *what, const char *body);
struct str stage_fill(struct stage *s, struct str text);
const char *stage_key_text(struct stage *s, const char *name); /* keys.c; NULL: not one of its placeholders */
/* as: the owner of the token; NULL: any */
long stage_requests(struct stage *s, const char *as, const char *method, const char *glob);
void stage_expect(struct stage *s, const char *line); /* expect.c */
/* objects.c: an expectation about objects in buckets, as the words w; false: it is another one */
bool stage_expect_objects(struct stage *s, const char *line, const char **w, size_t n);
void stage_keep_evidence(struct stage *s); /* keep.c */

#endif
