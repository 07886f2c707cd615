/* SPDX-License-Identifier: Apache-2.0 */
/* auth.c: finds the credential, and caches its tokens: each is fetched once for all callers that wait, and kept while
 * fresh. */
#include "auth.h"

#include <string.h>

enum { REFRESH_MS = 5 * 60 * 1000, DELEGATES_MAX = 8, LIFETIME_S = 3600 };

struct waiter {
	auth_done *done;
	void *arg;
	struct waiter *next;
};

/* A token, and the callers that wait for it. */
struct auth_slot {
	struct auth *t;
	const char *audience; /* of an ID token or signed JWT; NULL: the access token */
	bool jwt;             /* a JWT that the account signs itself */
	struct auth_token token;
	int64_t fetched_at;
	bool fetching;
	struct waiter *waiters;
	struct auth_slot *next;
};

/* In the order of Google's libraries; the last one always matches. */
static bool (*const ways_in[])(struct auth *t) = { auth_file_found, auth_adc_file_found, auth_metadata_found };

struct auth *auth_alone(struct gcp *g, const char *from)
{
	struct auth *t = ARENA_NEW(gcp_arena(g), struct auth);
	t->g = g;
	t->from = from;
	return t;
}

struct auth *auth_new(struct gcp *g)
{
	struct auth *t = auth_alone(g, "");
	for (size_t i = 0; i < COUNTOF(ways_in); i++)
		if (ways_in[i](t))
			break;
	return t;
}

/* ---- Impersonation -------------------------------------------------------------------------------- */

struct auth *auth_as(struct auth *source, const char *email)
{
	struct arena *a = gcp_arena(source->g);
	struct json *delegates = json_new_array(a);
	char *copy = arena_strdup(a, email), *save = NULL, *target = strtok_r(copy, ",", &save);
	for (char *next; (next = strtok_r(NULL, ",", &save)) && json_size(delegates) < DELEGATES_MAX; target = next)
		json_add(delegates, json_new_string(a, arena_printf(a, "projects/-/serviceAccounts/%s", target)));
	const char *url = arena_printf(a, "https://iamcredentials.%s/v1/projects/-/serviceAccounts/%s:generateAccessToken",
		gcp_universe(source->g), target ? target : "");
	struct auth *t = auth_alone(source->g, arena_printf(a, "impersonated by %s", auth_text(source)));
	t->quota_project = source->quota_project;
	t->warning = source->warning;
	if (auth_impersonate(t, source, url, delegates, LIFETIME_S, &t->broken))
		t->kind = &auth_impersonated;
	return t;
}

const char *auth_text(const struct auth *t)
{
	return t->who ? arena_printf(gcp_arena(t->g), "%s (%s)", t->who, t->from) : t->from;
}

static bool ends_in(const char *text, const char *tail)
{
	size_t n = strlen(text), t = strlen(tail);
	return n >= t && !strcmp(text + n - t, tail);
}

const char *auth_member(const struct auth *t)
{
	if (!t->who || strstr(t->who, "://"))
		return t->who;
	return arena_printf(
		gcp_arena(t->g), "%s:%s", ends_in(t->who, ".gserviceaccount.com") ? "serviceAccount" : "user", t->who);
}

/* ---- Slots ------------------------------------------------------------------------------------------ */

static bool is_of(const struct auth_slot *s, const char *audience, bool jwt)
{
	return s->jwt == jwt && (s->audience ? audience && !strcmp(s->audience, audience) : !audience);
}

static struct auth_slot *slot_of(struct auth *t, const char *audience, bool jwt)
{
	struct auth_slot **at = &t->slots;
	while (*at && !is_of(*at, audience, jwt))
		at = &(*at)->next;
	if (!*at) {
		*at = ARENA_NEW(gcp_arena(t->g), struct auth_slot);
		**at = (struct auth_slot){ .t = t, .audience = arena_strdup(gcp_arena(t->g), audience), .jwt = jwt };
	}
	return *at;
}

static int64_t left_of(const struct auth_slot *s)
{
	return s->token.expires_at == INT64_MAX ? INT64_MAX : s->token.expires_at - loop_now(gcp_loop(s->t->g));
}

/* A token is fresh for 80 % of its life; one with a long life until 5 minutes before its end, if that is earlier. */
static bool fresh(const struct auth_slot *s)
{
	int64_t life = s->token.expires_at - s->fetched_at, left = left_of(s);
	if (!s->token.value || left == INT64_MAX)
		return s->token.value != NULL;
	return left > life / 5 && (life <= 2 * REFRESH_MS || left > REFRESH_MS);
}

static void auth_on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct auth_slot *s = arg;
	struct waiter *w = s->waiters;
	s->fetching = false;
	s->waiters = NULL;
	if (token) {
		s->token = *token;
		s->fetched_at = loop_now(gcp_loop(s->t->g));
	} else if (s->token.value && left_of(s) > 0) { /* the old token is not fresh, but still valid */
		token = &s->token;
		error = NULL;
	}
	while (w) {
		struct waiter *next = w->next;
		w->done(w->arg, token, error);
		w = next;
	}
}

static void fetch(struct auth_slot *s, int64_t deadline)
{
	struct auth *t = s->t;
	if (t->broken.code != ERR_NONE)
		auth_on_token(s, NULL, &t->broken);
	else if (s->jwt)
		t->kind->fetch_jwt(t, s->audience, deadline, auth_on_token, s);
	else if (s->audience)
		t->kind->fetch_id(t, s->audience, deadline, auth_on_token, s);
	else
		t->kind->fetch(t, deadline, auth_on_token, s);
}

static void wait_for(struct auth_slot *s, int64_t deadline, auth_done *done, void *arg)
{
	struct waiter *w = ARENA_NEW(gcp_arena(s->t->g), struct waiter), **at = &s->waiters;
	*w = (struct waiter){ done, arg, NULL };
	while (*at)
		at = &(*at)->next;
	*at = w;
	if (s->fetching)
		return;
	s->fetching = true;
	fetch(s, deadline);
}

void auth_token(struct auth *t, const struct secret *stale, int64_t deadline, auth_done *done, void *arg)
{
	struct auth_slot *s = slot_of(t, NULL, false);
	if (stale && stale == s->token.value) {
		s->token.value = NULL;
		t->refused = true;
	}
	if (!s->fetching && fresh(s))
		done(arg, &s->token, NULL);
	else
		wait_for(s, deadline, done, arg);
}

void auth_renew(struct auth *t, int64_t min_left_ms, int64_t deadline, auth_done *done, void *arg)
{
	struct auth_slot *s = slot_of(t, NULL, false);
	if (!s->fetching && s->token.value && left_of(s) != INT64_MAX && left_of(s) >= min_left_ms)
		done(arg, &s->token, NULL);
	else
		wait_for(s, deadline, done, arg);
}

void auth_id_token(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct err e;
	if (t->broken.code == ERR_NONE && !t->kind->fetch_id) {
		err_set(
			&e, ERR_AUTH, "%s: %s cannot create an ID token for a service; %s", t->from, t->kind->name, t->kind->no_id);
		done(arg, NULL, &e);
		return;
	}
	struct auth_slot *s = slot_of(t, audience ? audience : "", false);
	if (!s->fetching && fresh(s))
		done(arg, &s->token, NULL);
	else
		wait_for(s, deadline, done, arg);
}

void auth_jwt(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct err e;
	if (t->broken.code == ERR_NONE && !t->kind->fetch_jwt) {
		err_set(&e, ERR_AUTH,
			"%s: %s cannot sign a JWT; act as a service account that may sign its own: "
			"--impersonate-service-account=EMAIL",
			t->from, t->kind->name);
		done(arg, NULL, &e);
		return;
	}
	struct auth_slot *s = slot_of(t, audience, true);
	if (!s->fetching && fresh(s))
		done(arg, &s->token, NULL);
	else
		wait_for(s, deadline, done, arg);
}
