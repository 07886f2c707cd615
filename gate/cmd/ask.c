/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c: questions to a person at a terminal. */
#include "ask.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_MAX = 4096 }; /* bytes; a terminal's line is not longer */

struct answer {
	char text[ANSWER_MAX + 1];
	ssize_t n; /* 0: the input ended */
	size_t pending;
};

bool ask_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* The terminal hands over whole lines. */
static void on_line(void *arg)
{
	struct answer *q = arg;
	q->n = read(STDIN_FILENO, q->text, ANSWER_MAX);
	q->text[q->n > 0 ? q->n : 0] = '\0';
	q->pending = 0;
}

static char *without_space(struct arena *a, char *text)
{
	size_t n = strlen(text);
	while (n && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	return arena_strdup(a, text + strspn(text, " \t"));
}

char *ask(struct arena *a, struct loop *l, const char *question, struct err *e)
{
	struct answer q = { .pending = 1 };
	fprintf(stderr, "%s", question);
	loop_watch(l, STDIN_FILENO, on_line, &q);
	enum loop_end end = loop_run(l, &q.pending, INT64_MAX);
	loop_unwatch(l, STDIN_FILENO);
	if (end == LOOP_DONE && q.n > 0)
		return without_space(a, q.text);
	fputc('\n', stderr);
	if (end == LOOP_SIGNAL)
		err_set(e, ERR_INTERRUPTED, "interrupted");
	else
		err_set(e, ERR_USAGE, "the input ended before the question was answered");
	return NULL;
}
