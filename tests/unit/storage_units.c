/* SPDX-License-Identifier: Apache-2.0 */
/* storage_units.c: a client in virtual time, and what its callbacks are called with. */
#include "storage_units.h"

#include <unistd.h>

int storage_set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->token = arena_printf(b->w->a, "/tmp/rungate-storage-%d", (int)getpid());
	assert_int_equal(file_write_atomic(b->token, "test-token", 10, 0600, &e), 0);
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", b->token, 1);
	assert_int_equal(gcp_open(b->w->a, b->w->l, b->w->k, NULL, &b->g, &e), 0);
	b->place = (struct storage_place){ "acme-state", "rungate/" };
	*state = b;
	return 0;
}

int storage_tear_down(void **state)
{
	struct bench *b = *state;
	unsetenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	unlink(b->token);
	fake_world_free(b->w);
	free(b);
	return 0;
}

void storage_told(void *arg, const struct storage_reply *reply)
{
	struct told *t = arg;
	t->calls++;
	t->reply = *reply;
}

void storage_told_list(void *arg, const struct storage_list *list)
{
	struct told *t = arg;
	t->calls++;
	t->list = *list;
}

void storage_told_rights(void *arg, const char *missing, const struct err *error)
{
	struct told *t = arg;
	t->calls++;
	t->missing = missing;
	t->error = error ? *error : (struct err){ .code = ERR_NONE };
}
