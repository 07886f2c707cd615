/* SPDX-License-Identifier: Apache-2.0 */
/* archive_bucket.c: copies the evidence of a bucket to a folder of this machine, to be read like any other folder. */
#include "archive.h"
#include "../run/cloud.h"
#include "../state/state.h"

#include <string.h>

enum { FETCH_MS = 10 * 60 * 1000, HEAD_MS = 30 * 1000 };

static void on_say(void *arg, const char *text)
{
	(void)arg;
	(void)text; /* only a rollback has something to say */
}

/* The head file of a folder names its newest evidence, so that a chain without its end is noticed. */
static int write_head(struct state *s, struct err *e)
{
	struct state_head newest;
	struct chain_head head = { 0 };
	if (state_head_read(s, loop_now(s->loop) + HEAD_MS, &newest, e))
		return -1;
	if (!newest.sequence)
		return 0;
	head.sequence = newest.sequence;
	memcpy(head.sha256, newest.sha256, SHA256_HEX);
	return chain_write_head(s->evidence, &head, e);
}

int archive_fetch(struct arena *a, const struct options *o, const struct config *c, const char *location,
	const char **dir, struct err *e)
{
	struct config none = { 0 };
	struct secrets *k = secrets_new(a);
	struct cloud cloud;
	struct state s = { .a = a, .run = "", .say = on_say };
	s.evidence = c && c->state.bucket && !strcmp(location, c->state.location)
		? c->evidence.dir
		: arena_printf(a, "%s/evidence", state_folder(a, location));
	if (cloud_open(a, k, o, c ? c : &none, &cloud, e) || store_bucket(a, cloud.loop, cloud.gcp, location, &s.store, e))
		return -1;
	s.loop = cloud.loop;
	if (state_pull_evidence(&s, loop_now(s.loop) + FETCH_MS, e) || write_head(&s, e))
		return -1;
	*dir = s.evidence;
	return 0;
}
