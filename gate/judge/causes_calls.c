/* SPDX-License-Identifier: Apache-2.0 */
/* causes_calls.c: services that call one another by URL: which services stand behind those of a symptom. No side
 * effects. */
#include "causes.h"

#include <string.h>

bool cause_calls(const struct cause_graph *g, const char *caller, const char *revision, const char *callee)
{
	return cause_has(json_get(json_get(json_get(g->services, caller), revision), "calls"), callee);
}

bool cause_is_behind(const struct cause_symptom *symptom, const char *service)
{
	for (size_t i = 0; i < symptom->n_calls; i++)
		if (!strcmp(symptom->calls[i].last, service))
			return true;
	return false;
}

static bool add(const struct cause_graph *g, struct cause_symptom *symptom, const struct cause_call *call)
{
	if (!json_get(g->services, call->last) || cause_has(symptom->services, call->last) ||
		cause_is_behind(symptom, call->last))
		return false;
	symptom->calls[symptom->n_calls++] = *call;
	return true;
}

/* The nearest are added first, so that each service is reached by its shortest way. */
void cause_calls_of(const struct cause_graph *g, struct cause_symptom *symptom)
{
	symptom->calls = ARENA_ARRAY(g->a, struct cause_call, json_size(g->services) + 1);
	symptom->n_calls = 0;
	for (size_t i = 0; i < json_size(symptom->services); i++) {
		const char *caller = json_text(json_item(symptom->services, i)).p;
		const struct json *all = json_at(json_get(g->services, caller), "candidate.calls");
		for (size_t k = 0; k < json_size(all); k++) {
			const char *callee = json_text(json_item(all, k)).p;
			add(g, symptom, &(struct cause_call){ caller, callee, callee, 1 });
		}
	}
	for (size_t i = 0; i < symptom->n_calls; i++) {
		struct cause_call before = symptom->calls[i];
		const struct json *all = json_at(json_get(g->services, before.last), "candidate.calls");
		for (size_t k = 0; k < json_size(all); k++)
			add(g, symptom,
				&(struct cause_call){ before.caller, before.first, json_text(json_item(all, k)).p, before.hops + 1 });
	}
}

const struct cause_call *cause_call_to(
	const struct cause_graph *g, const struct cause_symptom *symptom, const struct json *at, int *distance)
{
	for (size_t i = 0; i < symptom->n_calls; i++) {
		struct json *one = json_new_array(g->a);
		json_add(one, json_new_string(g->a, symptom->calls[i].last));
		struct cause_symptom behind = { .of = symptom->of, .services = one };
		*distance = cause_distance(g, &behind, at);
		if (*distance >= 0)
			return &symptom->calls[i];
	}
	return NULL;
}

const char *cause_call_words(const struct cause_graph *g, const struct cause_call *call)
{
	if (call->hops == 1)
		return arena_printf(g->a, "%s calls %s", call->caller, call->first);
	return arena_printf(g->a,
		call->hops == 2 ? "%s calls %s, which calls %s" : "%s calls %s, and that, through others, %s", call->caller,
		call->first, call->last);
}
