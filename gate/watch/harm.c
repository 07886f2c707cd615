/* SPDX-License-Identifier: Apache-2.0 */
/* harm.c: what is wrong with a service, from its facts. No side effects. */
#include "harm.h"
#include "../cel/cel.h"

#include <string.h>

/* As builtin:production warns: a release is often found bad days after it passed, and a certificate takes days. */
enum { WAY_BACK_DAYS = 7, CERTIFICATE_DAYS = 14 };

const char *harm_name(enum harm_kind k)
{
	static const char *const names[] = {
		[HARM_SERVES_FAILED] = "serves a failed revision",
		[HARM_NOT_READY] = "not ready",
		[HARM_NO_WAY_BACK] = "no way back",
		[HARM_SECRET] = "secret",
		[HARM_CERTIFICATE] = "certificate",
		[HARM_PINNED] = "pinned",
		[HARM_WAY_BACK_ENDS] = "way back ends",
		[HARM_BUDGET] = "budget",
		[HARM_DRIFT] = "drift",
	};
	_Static_assert(COUNTOF(names) == HARM__COUNT, "each harm needs a name");
	return names[k];
}

/* Returns why v was not observed, or NULL. */
static const char *unobserved(const struct json *v)
{
	const struct json *why = json_get(v, CEL_UNOBSERVED);
	return why ? json_text(why).p : NULL;
}

static const char *serving(const struct json *facts)
{
	const struct json *c = json_get(facts, "candidate");
	return json_text_at(c, "name");
}

/* Each returns why the service has the harm, or NULL. */

static const char *serves_failed(struct arena *a, const struct json *facts)
{
	return json_is_true(json_get(facts, "failedServes"))
		? arena_printf(a, "%s failed its last verdict and has traffic", serving(facts))
		: NULL;
}

static const char *not_ready(const struct json *facts)
{
	const struct json *ready = json_get(facts, "ready");
	bool known = json_kind(ready) == JSON_BOOL;
	return known && !json_is_true(ready) && !json_is_true(json_get(facts, "reconciling"))
		? json_text_at(facts, "readyMessage")
		: NULL;
}

/* Cloud Run keeps its copy of an image only while a revision that uses it serves. */
static const char *no_way_back(struct arena *a, const struct json *facts)
{
	const struct json *why = json_get(facts, "noWayBack"), *depth = json_at(facts, "wayBack.depth");
	if (why)
		return json_text(why).p;
	return *json_text_at(facts, "baseline.name") && json_kind(depth) == JSON_INT && json_int(depth) == 0
		? arena_printf(
			  a, "the image of %s is deleted, and there is no other target", json_text_at(facts, "baseline.name"))
		: NULL;
}

static const char *way_back_ends(struct arena *a, const struct json *facts)
{
	const struct json *left = json_at(facts, "wayBack.expiresInSeconds");
	if (json_kind(left) != JSON_INT || json_int(left) > WAY_BACK_DAYS * 24 * 3600)
		return NULL;
	return arena_printf(a, "cleanup policy %s deletes the image of %s at %s", json_text_at(facts, "wayBack.expiresBy"),
		json_text_at(facts, "wayBack.target"), json_text_at(facts, "wayBack.expiresAt"));
}

static const char *drift(struct arena *a, const struct json *facts)
{
	const struct json *all = json_get(facts, "drift"), *first = json_item(all, 0);
	size_t n = json_kind(all) == JSON_ARRAY ? json_size(all) : 0;
	if (!n)
		return NULL;
	const char *more = n > 1 ? arena_printf(a, ", and %zu more", n - 1) : "";
	return arena_printf(a, "%s: declared %s, live %s%s", json_text_at(first, "field"), json_text_at(first, "declared"),
		json_text_at(first, "live"), more);
}

/* ---- Databases ------------------------------------------------------------------------------------------- */

static const char *days(struct arena *a, int64_t n)
{
	return n < 0 ? arena_printf(a, "expired %lld day%s ago", (long long)-n, n == -1 ? "" : "s")
				 : arena_printf(a, "expires in %lld day%s", (long long)n, n == 1 ? "" : "s");
}

static const char *ca_ends(struct arena *a, const struct json *database)
{
	const struct json *left = json_get(database, "caDaysLeft");
	if (json_kind(left) != JSON_INT || json_int(left) >= CERTIFICATE_DAYS)
		return NULL;
	return arena_printf(
		a, "the server CA of Cloud SQL %s %s", json_text_at(database, "instance"), days(a, json_int(left)));
}

static const char *over_budget(struct arena *a, const struct json *database)
{
	const struct json *most = json_at(database, "budget.atRollout"), *limit = json_at(database, "budget.limit");
	if (json_kind(most) != JSON_INT || json_kind(limit) != JSON_INT || json_int(most) <= json_int(limit))
		return NULL;
	return arena_printf(a, "a rollout may open %lld connections to Cloud SQL %s, which accepts %lld",
		(long long)json_int(most), json_text_at(database, "instance"), (long long)json_int(limit));
}

/* Without pool sizes nobody asked for the sums. */
static const char *database_unknown(struct arena *a, const struct json *database)
{
	static const char *const read[] = { "caDaysLeft", "budget.atRollout", "budget.limit" };
	const char *why = unobserved(database);
	bool asked = json_at(database, "budget.atRollout") != NULL;
	for (size_t i = 0; !why && i < COUNTOF(read); i++)
		why = i == 0 || asked ? unobserved(json_at(database, read[i])) : NULL;
	return why ? arena_printf(a, "a database: %s", why) : NULL;
}

static const char *each_database(
	struct arena *a, const struct json *facts, const char *(*of)(struct arena *a, const struct json *database))
{
	const struct json *all = json_get(facts, "databases");
	const char *why = NULL;
	for (size_t i = 0; !why && i < json_size(all); i++)
		why = of(a, json_item(all, i));
	return why;
}

const char *harm_of_certificate(struct arena *a, const struct json *facts)
{
	const struct json *left = json_get(facts, "daysLeft");
	if (json_kind(json_get(facts, "ok")) == JSON_BOOL && !json_is_true(json_get(facts, "ok")))
		return json_text_at(facts, "error");
	return json_kind(left) == JSON_INT && json_int(left) < CERTIFICATE_DAYS
		? arena_printf(a, "the certificate %s", days(a, json_int(left)))
		: NULL;
}

/* ---- Secrets ----------------------------------------------------------------------------------------------- */

/* Of one reference; its state is observed. */
static const char *secret_at_fault(struct arena *a, const struct json *ref)
{
	struct str state = json_text(json_get(ref, "state"));
	if (unobserved(json_get(ref, "state")) || str_is(state, "ENABLED"))
		return NULL;
	return arena_printf(
		a, "version %s of %s is %s", json_text_at(ref, "version"), json_text_at(ref, "secret"), state.p);
}

/* Calls of(a, reference) with each secret of the candidate until it returns a reason, and returns that; or NULL. */
static const char *each_secret(
	struct arena *a, const struct json *facts, const char *(*of)(struct arena *a, const struct json *ref))
{
	const struct json *candidate = json_get(facts, "candidate"), *files = json_get(candidate, "secretVolumes");
	const char *why = NULL;
	for (struct json_each it = json_each(json_get(candidate, "secrets")); !why && json_next(&it);)
		why = of(a, it.value);
	for (size_t i = 0; !why && i < json_size(files); i++)
		why = of(a, json_item(files, i));
	return why;
}

static const char *secret_unknown(struct arena *a, const struct json *ref)
{
	const char *why = unobserved(json_get(ref, "state"));
	return why ? arena_printf(a, "secret %s: %s", json_text_at(ref, "secret"), why) : NULL;
}

static const char *pinned(struct arena *a, const struct json *facts)
{
	const struct json *candidate = json_get(facts, "candidate"), *percent = json_get(candidate, "percent");
	bool waits = json_kind(percent) == JSON_INT && json_int(percent) == 0;
	const char *newer = waits ? json_text_at(candidate, "name") : json_text_at(facts, "newer");
	if (!json_is_true(json_get(facts, "pinned")))
		return NULL;
	return *newer ? arena_printf(a, "%s was deployed and has 0 %% of the traffic", newer)
				  : "later deploys get 0 % of the traffic";
}

struct harm *harms_of(struct arena *a, const struct json *facts, size_t *n)
{
	const char *why[HARM__COUNT] = {
		[HARM_SERVES_FAILED] = serves_failed(a, facts),
		[HARM_NOT_READY] = not_ready(facts),
		[HARM_NO_WAY_BACK] = no_way_back(a, facts),
		[HARM_SECRET] = each_secret(a, facts, secret_at_fault),
		[HARM_CERTIFICATE] = each_database(a, facts, ca_ends),
		[HARM_PINNED] = pinned(a, facts),
		[HARM_WAY_BACK_ENDS] = way_back_ends(a, facts),
		[HARM_BUDGET] = each_database(a, facts, over_budget),
		[HARM_DRIFT] = drift(a, facts),
	};
	struct harm *out = ARENA_ARRAY(a, struct harm, HARM__COUNT);
	*n = 0;
	for (int k = 0; k < HARM__COUNT; k++)
		if (why[k])
			out[(*n)++] = (struct harm){ (enum harm_kind)k, why[k] };
	return out;
}

const char *harm_unknown(struct arena *a, const struct json *facts)
{
	static const char *const read[] = { "ready", "pinned", "candidate" };
	static const char *const perhaps[] = { "wayBack.depth", "wayBack.expiresInSeconds", "drift" };
	const char *why = unobserved(facts);
	for (size_t i = 0; !why && i < COUNTOF(read); i++)
		why = json_get(facts, read[i]) ? unobserved(json_get(facts, read[i]))
									   : arena_printf(a, "%s was not read", read[i]);
	why = why ? why : each_secret(a, facts, secret_unknown);
	for (size_t i = 0; !why && i < COUNTOF(perhaps); i++)
		why = unobserved(json_at(facts, perhaps[i]));
	return why ? why : each_database(a, facts, database_unknown);
}
