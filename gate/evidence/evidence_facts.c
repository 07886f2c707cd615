/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_facts.c: what evidence may hold of the facts. Of documents, bodies and headers only the values that a
 * judged rule read; in the place of the rest stands a hole with its digest, so that a replay gives unknown there.
 */
#include "../facts.h"

#include <string.h>

struct reads { const struct cel_ref **refs; size_t n; };

static struct json *withheld(struct arena *a, const struct json *v)
{
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	char digest[SHA256_HEX];
	json_print(v, JSON_SORTED, &text);
	crypto_sha256_hex(buf_text(&text), text.n, digest);
	buf_free(&text);
	return facts_hole(a, arena_printf(a, "not held in evidence (sha256:%s)", digest));
}

/* The refs among `in` that go on with key at depth. */
static struct reads beneath(struct arena *a, const struct reads *in, size_t depth, const char *key)
{
	struct reads out = { ARENA_ARRAY(a, const struct cel_ref *, in->n + 1), 0 };
	for (size_t i = 0; i < in->n; i++)
		if (in->refs[i]->n > depth && !strcmp(in->refs[i]->parts[depth], key))
			out.refs[out.n++] = in->refs[i];
	return out;
}

static bool read_whole(const struct reads *r, size_t depth)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->refs[i]->n == depth)
			return true;
	return false;
}

static struct json *prune(struct arena *a, struct json *v, const struct reads *reads, size_t depth)
{
	if (read_whole(reads, depth) || json_get(v, CEL_HOLE))
		return v;
	if (!reads->n || json_kind(v) != JSON_OBJECT || depth > LIMIT_JSON_DEPTH)
		return withheld(a, v);
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(v); json_next(&it);) {
		struct reads next = beneath(a, reads, depth, it.key);
		json_set(out, it.key, prune(a, it.value, &next, depth + 1));
	}
	return out;
}

/* "probes.health.json.version" as an expression that reads it would have it. */
static struct cel_ref split(struct arena *a, const char *path)
{
	const char **parts = ARENA_ARRAY(a, const char *, strlen(path) + 1);
	struct cel_ref ref = { .parts = parts };
	char *save = NULL;
	for (char *part = strtok_r(arena_strdup(a, path), ".", &save); part; part = strtok_r(NULL, ".", &save))
		parts[ref.n++] = part;
	return ref;
}

static void add_read(struct arena *a, struct reads *out, size_t *cap, const struct cel_ref *ref, size_t skip)
{
	struct cel_ref *as = ARENA_NEW(a, struct cel_ref);
	as->parts = ref->parts + skip;
	as->n = ref->n - skip;
	out->refs = arena_grow(a, out->refs, out->n, cap, sizeof(*out->refs));
	out->refs[out->n++] = as;
}

static bool is_of(const struct cel_ref *ref, const char *group, const char *alias)
{
	return ref->n && !strcmp(ref->parts[0], group) && (ref->n < 2 || !strcmp(ref->parts[1], alias));
}

/* Everything the rules read beneath GROUP.ALIAS, and evidence.keep names; `it` of each = GROUP counts for every alias. */
static struct reads reads_of(struct run *r, const char *group, const char *alias)
{
	struct reads out = { NULL, 0 };
	size_t cap = 0;
	for (size_t i = 0; i < r->policy.n; i++) {
		const struct rule *rule = r->policy.rules[i];
		const struct cel_program *programs[] = { rule->program, rule->when_program, rule->needs_program, rule->message_program };
		for (size_t p = 0; p < COUNTOF(programs); p++) {
			const struct cel_ref *refs;
			size_t n = programs[p] ? cel_refs(programs[p], &refs) : 0;
			for (size_t j = 0; j < n; j++) {
				bool it = rule->each && !strcmp(rule->each, group) && !strcmp(refs[j].parts[0], "it");
				if (it || is_of(&refs[j], group, alias))
					add_read(r->a, &out, &cap, &refs[j], it ? 1 : refs[j].n < 2 ? refs[j].n : 2);
			}
		}
	}
	for (size_t i = 0; i < r->config.evidence.keep.n; i++) {
		struct cel_ref ref = split(r->a, r->config.evidence.keep.items[i]);
		if (is_of(&ref, group, alias))
			add_read(r->a, &out, &cap, &ref, ref.n < 2 ? ref.n : 2);
	}
	return out;
}

static bool is_private(const char *name)
{
	static const char *const names[] = { "authorization", "cookie", "set-cookie" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static struct json *without_private_headers(struct arena *a, struct json *headers)
{
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(headers); json_next(&it);)
		if (!is_private(it.key))
			json_set(out, it.key, it.value);
	return out;
}

static bool is_document(const char *name)
{
	static const char *const names[] = { "headers", "body", "json", "output", "samples" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* The facts of one probe or log, or of one step of a journey: depth is where `reads` stand. */
static struct json *probe(struct arena *a, struct json *v, const struct reads *reads, size_t depth)
{
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(v); json_next(&it);) {
		struct reads next = beneath(a, reads, depth, it.key);
		struct json *value = !strcmp(it.key, "headers") ? without_private_headers(a, it.value) : it.value;
		json_set(out, it.key, is_document(it.key) ? prune(a, value, &next, depth + 1) : value);
	}
	return out;
}

static struct json *journey(struct arena *a, struct json *v, const struct reads *reads)
{
	struct reads all = beneath(a, reads, 0, "steps");
	struct json *out = probe(a, v, reads, 0), *steps = json_new_object(a);
	for (struct json_each it = json_each(json_get(v, "steps")); json_next(&it);) {
		struct reads next = beneath(a, &all, 1, it.key);
		json_set(steps, it.key, probe(a, it.value, &next, 2));
	}
	json_set(out, "steps", steps);
	return out;
}

static struct json *member(struct arena *a, const char *group, struct json *v, const struct reads *reads)
{
	if (!strcmp(group, "data"))
		return prune(a, v, reads, 0);
	return json_get(v, "steps") ? journey(a, v, reads) : probe(a, v, reads, 0);
}

struct json *evidence_facts(struct run *r)
{
	struct json *out = json_new_object(r->a);
	for (struct json_each group = json_each(r->facts); json_next(&group);) {
		bool others_wrote = !strcmp(group.key, "probes") || !strcmp(group.key, "logs") || !strcmp(group.key, "data");
		if (!others_wrote) {
			json_set(out, group.key, group.value);
			continue;
		}
		struct json *members = json_new_object(r->a);
		for (struct json_each it = json_each(group.value); json_next(&it);) {
			struct reads reads = reads_of(r, group.key, it.key);
			json_set(members, it.key, member(r->a, group.key, it.value, &reads));
		}
		json_set(out, group.key, members);
	}
	return out;
}
