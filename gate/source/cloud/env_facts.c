/* SPDX-License-Identifier: Apache-2.0 */
/*
 * env_facts.c: the environment of a revision as facts. Values are not included, only whether a value exists, looks like
 * a placeholder, or is empty although others have one, and a digest that is valid for this run. For secrets and Redis
 * hosts, also their state.
 */
#include "placeholder.h"
#include "revision.h"
#include "../source.h"

#include <string.h>

bool revision_again(const struct err *e)
{
	return e->code == ERR_TIMEOUT || e->code == ERR_NETWORK || e->code == ERR_SERVER;
}

/* ---- Variables ---------------------------------------------------------------------------------------- */

static bool has_value(const struct json *revision, const char *name)
{
	const struct json *all = json_get(revision, "containers");
	for (size_t c = 0; c < json_size(all); c++) {
		const struct json *env = json_get(json_item(all, c), "env");
		for (size_t i = 0; i < json_size(env); i++) {
			const struct json *e = json_item(env, i);
			if (str_is(json_text(json_get(e, "name")), name))
				return json_get(e, "valueSource") || *json_text_at(e, "value");
		}
	}
	return false;
}

/* Returns whether the other revision of the service, or the candidate of another service, has a value. */
static bool others_have(
	const struct release *release, const struct service *s, const struct cloudrun_revision *v, const char *name)
{
	const struct cloudrun_revision *own[] = { s->target.candidate, s->target.baseline };
	for (size_t i = 0; i < COUNTOF(own); i++)
		if (own[i] && own[i] != v && has_value(own[i]->raw, name))
			return true;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct cloudrun_revision *other = release->services[i].chosen && &release->services[i] != s
			? release->services[i].target.candidate
			: NULL;
		if (other && has_value(other->raw, name))
			return true;
	}
	return false;
}

static struct json *environment(
	struct arena *a, const struct release *release, const struct service *s, const struct cloudrun_revision *v)
{
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(revision_env(a, v->raw)); json_next(&it);) {
		const struct json *ref = json_at(it.value, "valueSource.secretKeyRef");
		const char *value = json_text_at(it.value, "value");
		struct json *one = json_new_object(a);
		char digest[SHA256_HEX];
		crypto_hmac_hex(release->digest_key, str_of(value), digest);
		json_set_bool(a, one, "present", ref || *value);
		json_set_bool(a, one, "placeholder", !ref && placeholder_is(value));
		json_set_bool(a, one, "empty", !ref && !*value && others_have(release, s, v, it.key));
		json_set_string(a, one, "digest", ref ? "" : digest);
		json_set_string(a, one, "secret", json_text_at(ref, "secret"));
		json_set(out, it.key, one);
	}
	return out;
}

/* ---- Secrets and Redis hosts --------------------------------------------------------------------------- */

/* The facts of one secret version. If its state could not be read, state and number are unobserved. */
static struct json *secret_fact(struct arena *a, const struct service *s, const struct secret_ref *ref)
{
	const struct observation *l = s->secrets;
	struct json *v = json_new_object(a), *known = ref->key && l->count ? json_get(l->value, ref->key) : NULL;
	struct json *state = known && !json_get(known, CEL_UNOBSERVED) ? json_get(known, "state") : known;
	if (!state)
		state = facts_unobserved(a,
			!ref->key ? arena_printf(a, "\"%s\" is not a valid secret name", ref->secret)
					  : "the state of this secret version has not been observed");
	json_set_string(a, v, "secret", ref->secret);
	json_set_string(a, v, "version", ref->version);
	json_set_bool(a, v, "latest", !strcmp(ref->version, "latest"));
	json_set(v, "state", state);
	json_set(v, "number", state == known || !known ? state : json_get(known, "number"));
	return v;
}

static void secrets(struct arena *a, const struct service *s, const struct cloudrun_revision *v, struct json *out)
{
	struct json *by_name = json_new_object(a), *volumes = json_new_array(a);
	struct secret_ref *refs;
	size_t n = secret_refs(a, v->raw, s->config->project, &refs);
	for (size_t i = 0; i < n; i++) {
		struct json *one = secret_fact(a, s, &refs[i]);
		if (refs[i].env) {
			if (!refs[i].shadowed)
				json_set(by_name, refs[i].env, one);
			continue;
		}
		json_set_string(a, one, "volume", refs[i].volume);
		json_set_string(a, one, "path", refs[i].path);
		json_add(volumes, one);
	}
	json_set(out, "secrets", by_name);
	json_set(out, "secretVolumes", volumes);
}

static struct json *redis_hosts(struct arena *a, const struct service *s, const struct cloudrun_revision *v)
{
	const struct observation *l = s->redis_hosts;
	struct json *out = json_new_object(a);
	struct redis_ref *refs;
	size_t n = redis_refs(a, v->raw, &refs);
	for (size_t i = 0; i < n; i++) {
		struct json *one = json_new_object(a);
		if (!l->count || l->error.code != ERR_NONE) {
			json_set(out, refs[i].env,
				l->count ? l->value : facts_unobserved(a, "the Redis instances have not been listed yet"));
			continue;
		}
		const struct json *instance = json_get(json_get(l->value, "hosts"), refs[i].host);
		struct json *others = json_get(l->value, "others"); /* unobserved mark: not everything could be listed */
		if (!instance && others) {
			json_set(out, refs[i].env, others);
			continue;
		}
		json_set_string(a, one, "instance", json_text(instance).p);
		json_set_bool(a, one, "known", instance != NULL);
		json_set(out, refs[i].env, one);
	}
	return out;
}

void env_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, struct json *out)
{
	json_set(out, "env", environment(a, release, s, v));
	secrets(a, s, v, out);
	json_set(out, "redis", redis_hosts(a, s, v));
	json_set(out, "calls", service_calls(a, release, s, v->raw));
}
