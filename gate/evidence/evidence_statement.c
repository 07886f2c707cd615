/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_statement.c: wraps the predicate in an in-toto Statement: its subjects, and the removal of secrets. */
#include "evidence.h"
#include "../source/source.h"

#include <string.h>

struct json *evidence_statement(
	struct arena *a, struct json *subject, const char *predicate_type, struct json *predicate)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "_type", STATEMENT_TYPE);
	json_set(v, "subject", subject);
	json_set_string(a, v, "predicateType", predicate_type);
	json_set(v, "predicate", predicate);
	return v;
}

static bool is_hex(const char *text, size_t n)
{
	return strlen(text) == n && strspn(text, "0123456789abcdef") == n;
}

const char *evidence_image_digest(struct arena *a, const char *image)
{
	const char *sha = image ? strstr(image, "@sha256:") : NULL;
	const char *digits = sha ? sha + strlen("@sha256:") : "";
	return is_hex(digits, SHA256_HEX - 1) ? arena_strdup(a, digits) : NULL;
}

static void add_commit(struct arena *a, struct json *all, struct json *seen, const char *commit)
{
	if ((!is_hex(commit, 40) && !is_hex(commit, 64)) || json_get(seen, commit))
		return;
	struct json *v = json_new_object(a), *digest = json_new_object(a);
	json_set_bool(a, seen, commit, true);
	json_set_string(a, digest, "gitCommit", commit);
	json_set_string(a, v, "name", "git");
	json_set(v, "digest", digest);
	json_add(all, v);
}

/* Identifies a candidate revision by the digest of its image, if known, and by its uid, which never changes. */
static void add_candidate(struct arena *a, struct json *all, const struct service *s)
{
	const struct cloudrun_revision *c = s->target.candidate;
	struct json *v = json_new_object(a), *digest = json_new_object(a);
	json_set_string(a, digest, "sha256", evidence_image_digest(a, c->image));
	json_set_string(a, digest, "revisionUid", c->uid);
	json_set_string(a, v, "name", arena_printf(a, "%s/revisions/%s", s->first.name, c->name));
	json_set(v, "digest", digest);
	json_add(all, v);
}

struct json *evidence_subjects(struct arena *a, const struct release *release, const struct judged *judged)
{
	struct json *all = json_new_array(a), *seen = json_new_object(a);
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].target.candidate)
			add_candidate(a, all, &release->services[i]);
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].target.candidate)
			add_commit(a, all, seen, service_commit(a, release->services[i].target.candidate));
	add_commit(a, all, seen, json_text(json_at(judged->facts, "source.commit")).p);
	return all;
}

static bool holds_secret(const struct secrets *k, const struct json *v)
{
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++)
		if (holds_secret(k, json_item(v, i)))
			return true;
	for (struct json_each it = json_each(v); json_next(&it);)
		if (secrets_in(k, str_of(it.key)) || holds_secret(k, it.value))
			return true;
	return json_kind(v) == JSON_STRING && secrets_in(k, json_text(v));
}

/* Scrubs text by text: replacing a secret such as "true" or "1000" in the serialized JSON would make it invalid. */
struct json *evidence_scrubbed(struct run_log *log, struct json *v)
{
	struct json *out;
	if (!holds_secret(log->secrets, v))
		return v;
	switch (json_kind(v)) {
	case JSON_STRING: return json_new_string(log->a, say_scrub(log, json_text(v).p));
	case JSON_ARRAY:
		out = json_new_array(log->a);
		for (size_t i = 0; i < json_size(v); i++)
			json_add(out, evidence_scrubbed(log, json_item(v, i)));
		return out;
	case JSON_OBJECT:
		out = json_new_object(log->a);
		for (struct json_each it = json_each(v); json_next(&it);)
			json_set(out, say_scrub(log, it.key), evidence_scrubbed(log, it.value));
		return out;
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_INT:
	case JSON_DOUBLE: break;
	}
	return json_copy(log->a, v);
}

int evidence_check(const struct buf *payload, struct err *e)
{
	if (payload->over)
		return err_set(e, ERR_LIMIT, "the evidence is larger than %zu bytes", payload->max);
	if (secret_shaped((struct str){ payload->p, payload->n }))
		return err_set(e, ERR_INTERNAL,
			"the evidence contains a text that looks like a credential, although all texts were scrubbed");
	if (json_scan((struct str){ payload->p, payload->n }, e)) /* evidence that cannot be parsed proves nothing */
		return err_wrap(e, "the evidence could not be read back");
	return 0;
}

char *evidence_beside(struct arena *a, const char *path, const char *suffix)
{
	size_t n = strlen(path);
	if (n > 5 && !strcmp(path + n - 5, ".json"))
		n -= 5;
	return arena_printf(a, "%.*s.%s", (int)n, path, suffix);
}
