/* SPDX-License-Identifier: Apache-2.0 */
/* stage.h: one story on its way: what its steps and its expectations share. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "../../gate/net/net.h"
#include "story.h"

#include <sys/types.h>

enum { WORDS_MAX = 64 };

struct settings { const char *rungate, *cloud, *schema; bool verbose; int jobs; };

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
	int exit_code;
	const char *output;
	size_t failures;
	pid_t background; /* a program that is still running, or 0 */
};

size_t stage_play(const struct settings *set, const struct story *story); /* how many expectations failed */
void stage_fail(struct stage *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *stage_path(struct stage *s, const char *name);
struct json *stage_control(struct stage *s, const char *what, const char *body);
struct str stage_fill(struct stage *s, struct str text);
long stage_requests(struct stage *s, const char *method, const char *glob);
void stage_expect(struct stage *s, const char *line); /* expect.c */

#endif
