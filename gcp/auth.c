/* SPDX-License-Identifier: Apache-2.0 */
/* auth.c: which credential is used, and its token: fetched once, kept while fresh, shared by all who wait. */
#include "auth.h"

#include <string.h>

enum { REFRESH_MS = 5 * 60 * 1000 };

struct waiter { auth_done *done; void *arg; struct waiter *next; };

struct auth {
	struct gcp *g;
	const struct auth_kind *kind;
	struct auth_token token;
	int64_t fetched_at;
	bool fetching;
	struct waiter *waiters;
};

static const struct auth_kind *const kinds[] = { &auth_file, &auth_adc_file, &auth_metadata };

struct auth *auth_new(struct gcp *g)
{
	struct auth *t = ARENA_NEW(gcp_arena(g), struct auth);
	t->g = g;
	for (size_t i = 0; i < COUNTOF(kinds) && !t->kind; i++)
		if (kinds[i]->applies(g))
			t->kind = kinds[i];
	return t;
}

const struct auth_kind *auth_kind(const struct auth *t)
{
	return t->kind;
}

/* Fresh until 80 % of its life, or 5 minutes before its end if that is earlier in a long one. */
static bool fresh(const struct auth *t, int64_t now)
{
	int64_t life = t->token.expires_at - t->fetched_at, left = t->token.expires_at - now;
	if (!t->token.value || t->token.expires_at == INT64_MAX)
		return t->token.value != NULL;
	return left > life / 5 && (life <= 2 * REFRESH_MS || left > REFRESH_MS);
}

static void auth_on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct auth *t = arg;
	struct waiter *w = t->waiters;
	t->fetching = false;
	t->waiters = NULL;
	if (token) {
		t->token = *token;
		t->fetched_at = loop_now(gcp_loop(t->g));
	}
	while (w) {
		struct waiter *next = w->next;
		w->done(w->arg, token, error);
		w = next;
	}
}

static void wait_for(struct auth *t, auth_done *done, void *arg)
{
	struct waiter *w = ARENA_NEW(gcp_arena(t->g), struct waiter), **at = &t->waiters;
	*w = (struct waiter){ done, arg, NULL };
	while (*at)
		at = &(*at)->next;
	*at = w;
}

void auth_token(struct auth *t, const struct secret *stale, int64_t deadline, auth_done *done, void *arg)
{
	if (stale && stale == t->token.value)
		t->token.value = NULL;
	if (!t->fetching && fresh(t, loop_now(gcp_loop(t->g)))) {
		done(arg, &t->token, NULL);
		return;
	}
	wait_for(t, done, arg);
	if (t->fetching)
		return;
	t->fetching = true;
	t->kind->fetch(t->g, deadline, auth_on_token, t);
}

void auth_id_token(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct err e;
	if (t->kind->fetch_id) {
		t->kind->fetch_id(t->g, audience, deadline, done, arg);
		return;
	}
	err_set(&e, ERR_AUTH, "%s cannot mint an ID token; run where a metadata server gives one, or probe a public path",
		t->kind->name);
	done(arg, NULL, &e);
}
