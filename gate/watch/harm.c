/* SPDX-License-Identifier: Apache-2.0 */
/* harm.c: what is wrong with a service, from its facts. No side effects. */
#include "harm.h"
#include "../cel/cel.h"

#include <string.h>

const char *harm_name(enum harm_kind k)
{
	static const char *const names[] = {
		[HARM_SERVES_FAILED] = "serves a failed revision",
		[HARM_NOT_READY] = "not ready",
		[HARM_NO_WAY_BACK] = "no way back",
		[HARM_SECRET] = "secret",
		[HARM_PINNED] = "pinned",
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

static const char *no_way_back(const struct json *facts)
{
	const struct json *why = json_get(facts, "noWayBack");
	return why ? json_text(why).p : NULL;
}

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
		[HARM_NO_WAY_BACK] = no_way_back(facts),
		[HARM_SECRET] = each_secret(a, facts, secret_at_fault),
		[HARM_PINNED] = pinned(a, facts),
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
	const char *why = unobserved(facts);
	for (size_t i = 0; !why && i < COUNTOF(read); i++)
		why = json_get(facts, read[i]) ? unobserved(json_get(facts, read[i]))
									   : arena_printf(a, "%s was not read", read[i]);
	return why ? why : each_secret(a, facts, secret_unknown);
}
