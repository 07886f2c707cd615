/* SPDX-License-Identifier: Apache-2.0 */
/* held.c: records which values evaluations read, by their address, and makes a copy of the facts that holds only these
 * values. No side effects. */
#include "held.h"
#include "run.h"

#include <string.h>

/* A value whose presence in a map or list was tested. */
struct asked {
	struct json *what;
	bool found;
	struct asked *next;
};
/* How one JSON value was read. */
struct mark {
	const struct json *of;
	const char *key; /* this key of the map `of`; NULL: the value itself */
	bool value, kind, size, items, entered, never;
	struct asked *asked; /* tested members of a list, missing keys of a map */
};

struct held {
	struct arena *a;
	struct cel_observer observer;
	struct mark **table; /* open addressing; n_table is a power of two */
	size_t n, n_table;
	bool some_never, digests;
};

/* ---- Marks ---------------------------------------------------------------------------------------------- */

static size_t hash(const struct json *of, const char *key)
{
	size_t h = (size_t)(uintptr_t)of / 16 * 0x9E3779B97F4A7C15u;
	for (; key && *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001B3u;
	return h ^ h >> 29;
}

static struct mark **place(const struct held *h, const struct json *of, const char *key)
{
	size_t i = hash(of, key);
	for (;; i++) {
		struct mark **m = &h->table[i & (h->n_table - 1)];
		if (!*m || ((*m)->of == of && !(*m)->key == !key && (!key || !strcmp((*m)->key, key))))
			return m;
	}
}

static void grow(struct held *h)
{
	struct mark **old = h->table;
	size_t n_old = h->n_table;
	h->n_table = n_old ? n_old * 2 : 256;
	h->table = ARENA_ARRAY(h->a, struct mark *, h->n_table);
	for (size_t i = 0; i < n_old; i++)
		if (old[i])
			*place(h, old[i]->of, old[i]->key) = old[i];
}

static struct mark *mark(struct held *h, const struct json *of, const char *key)
{
	if (h->n * 2 >= h->n_table)
		grow(h);
	struct mark **m = place(h, of, key);
	if (!*m) {
		*m = ARENA_NEW(h->a, struct mark);
		**m = (struct mark){ .of = of, .key = key ? arena_strdup(h->a, key) : NULL };
		h->n++;
	}
	return *m;
}

static const struct mark *find(const struct held *h, const struct json *of, const char *key)
{
	static const struct mark none = { .of = NULL };
	const struct mark *m = h->n_table ? *place(h, of, key) : NULL;
	return m ? m : &none;
}

static void ask(struct held *h, struct mark *m, struct json *what, bool found)
{
	for (const struct asked *one = m->asked; one; one = one->next)
		if (json_equal(one->what, what))
			return;
	struct asked *one = ARENA_NEW(h->a, struct asked);
	*one = (struct asked){ what, found, m->asked };
	m->asked = one;
}

static void read_key(struct held *h, const struct json *of, const struct cel_value *key, bool found)
{
	struct mark *m = mark(h, of, NULL);
	m->entered = m->kind = true;
	m->size = m->size || json_kind(of) == JSON_ARRAY; /* the result tells whether the index is in range */
	if (json_kind(of) != JSON_OBJECT || key->kind != CEL_STRING)
		return;
	char *name = arena_strndup(h->a, key->s.p, key->s.n);
	if (found)
		mark(h, of, name)->entered = true;
	else if (!mark(h, of, name)->kind) {
		mark(h, of, name)->kind = true; /* so that it is recorded only once */
		ask(h, m, json_new_string(h->a, name), false);
	}
}

static void on_read(void *arg, const struct json *of, enum cel_read how, const struct cel_value *key, bool found)
{
	struct held *h = arg;
	struct err e;
	struct json *what;
	if (how == CEL_READ_KEY) {
		read_key(h, of, key, found);
		return;
	}
	struct mark *m = mark(h, of, NULL);
	m->kind = true;
	m->value = m->value || how == CEL_READ_VALUE;
	m->size = m->size || how == CEL_READ_SIZE;
	m->items = m->items || how == CEL_READ_ITEMS;
	what = how == CEL_READ_MEMBER ? cel_to_json(h->a, key, &e) : NULL;
	if (what)
		ask(h, m, what, found);
}

struct held *held_new(struct arena *a, bool digests)
{
	struct held *h = ARENA_NEW(a, struct held);
	*h = (struct held){ .a = a, .observer = { on_read, h }, .digests = digests };
	return h;
}

const struct cel_observer *held_observer(struct held *h)
{
	return &h->observer;
}

void held_keep(struct held *h, const struct json *facts, const char *path)
{
	char *save = NULL;
	const struct json *at = facts;
	for (char *part = strtok_r(arena_strdup(h->a, path), ".", &save); part && at; part = strtok_r(NULL, ".", &save)) {
		struct cel_value key = cel_of_string(part);
		read_key(h, at, &key, json_get(at, part) != NULL);
		at = json_get(at, part);
	}
	if (at)
		mark(h, at, NULL)->value = true;
}

/* ---- Values that are never held ---------------------------------------------------------------------------- */

static void never(struct held *h, const struct json *v)
{
	mark(h, v, NULL)->never = true;
	h->some_never = true;
}

/* by: has the shape of v, with true in place of sensitive values. */
static void never_by(struct held *h, const struct json *v, const struct json *by)
{
	if (!v)
		return;
	if (json_is_true(by)) {
		never(h, v);
		return;
	}
	for (struct json_each it = json_each(by); json_next(&it);)
		never_by(h, json_get(v, it.key), it.value);
	for (size_t i = 0; json_kind(by) == JSON_ARRAY && i < json_size(by); i++)
		never_by(h, json_item(v, i), json_item(by, i));
}

/* paths: as in a state file, [[{"type": "get_attr", "value": "password"}]]. */
static void never_at(struct held *h, const struct json *attributes, const struct json *paths)
{
	for (size_t i = 0; i < json_size(paths); i++) {
		const struct json *steps = json_item(paths, i), *at = attributes;
		for (size_t j = 0; at && j < json_size(steps); j++) {
			const struct json *next = json_get(at, json_text(json_get(json_item(steps, j), "value")).p);
			if (!next)
				break; /* an index or an unknown form: withhold the whole value */
			at = next;
		}
		if (at)
			never(h, at);
	}
}

/* Returns the name of the member that `key` describes: "values" for sensitive_values, "after" for after_sensitive; else
 * NULL. */
static const char *marked_by(struct arena *a, const char *key)
{
	static const char before[] = "sensitive_", after[] = "_sensitive";
	size_t n = strlen(key), m = sizeof(before) - 1;
	if (n <= m)
		return NULL;
	if (!strncmp(key, before, m))
		return key + m;
	return !strcmp(key + n - m, after) ? arena_strndup(a, key, n - m) : NULL;
}

/* Finds values that Terraform or OpenTofu marks as sensitive, in `show -json`, plans and state files. */
static void find_sensitive(struct held *h, const struct json *v)
{
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++)
		find_sensitive(h, json_item(v, i));
	if (json_is_true(json_get(v, "sensitive")) && json_get(v, "value"))
		never(h, json_get(v, "value"));
	for (struct json_each it = json_each(v); json_next(&it);) {
		const char *of = marked_by(h->a, it.key);
		if (of) {
			never_by(h, json_get(v, of), it.value);
			never(h, it.value);
		}
		if (of && !strcmp(of, "attributes"))
			never_at(h, json_get(v, of), it.value);
		if (!of)
			find_sensitive(h, it.value);
	}
}

static void find_private_headers(struct held *h, const struct json *headers)
{
	static const char *const names[] = { "authorization", "cookie", "set-cookie" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (json_get(headers, names[i]))
			never(h, json_get(headers, names[i]));
}

/* ---- The copy ------------------------------------------------------------------------------------------------- */

static struct json *withheld(struct arena *a, struct json *details)
{
	struct json *out = json_new_object(a);
	json_set(out, CEL_WITHHELD,
		json_size(details) || json_kind(details) == JSON_STRING ? details : json_new_string(a, CEL_NOT_HELD));
	return out;
}

static int64_t size_of(const struct json *v)
{
	struct str s = json_text(v);
	int64_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return json_kind(v) == JSON_STRING ? n : (int64_t)json_size(v);
}

static struct json *details_of(struct arena *a, const struct json *v, const struct mark *m)
{
	struct json *out = json_new_object(a), *has = json_new_array(a), *lacks = json_new_array(a);
	struct cel_value value = cel_of_json(v);
	if (m->never)
		return out;
	if (value.fact && value.kind == CEL_DOUBLE)
		value.kind = CEL_INT;
	if (m->kind)
		json_set_string(a, out, "kind", cel_kind_name((enum cel_kind)value.kind));
	if (m->size && (value.kind == CEL_STRING || value.kind == CEL_LIST || value.kind == CEL_MAP))
		json_set_int(a, out, "size", size_of(v));
	for (const struct asked *one = m->asked; one; one = one->next)
		json_add(one->found ? has : lacks, one->what);
	json_set(out, "has", json_size(has) ? has : NULL);
	json_set(out, "lacks", json_size(lacks) ? lacks : NULL);
	return out;
}

/* Returns the whole value without the parts that are never held. */
static struct json *whole(const struct held *h, struct json *v)
{
	if (!h->some_never)
		return v;
	if (find(h, v, NULL)->never)
		return withheld(h->a, NULL);
	if (json_kind(v) != JSON_OBJECT && json_kind(v) != JSON_ARRAY)
		return v;
	struct json *out = json_kind(v) == JSON_OBJECT ? json_new_object(h->a) : json_new_array(h->a);
	for (struct json_each it = json_each(v); json_next(&it);)
		json_set(out, it.key, whole(h, it.value));
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++)
		json_add(out, whole(h, json_item(v, i)));
	return out;
}

static struct json *read_part(const struct held *h, struct json *v);

static struct json *list_part(const struct held *h, const struct json *v)
{
	struct json *out = json_new_array(h->a);
	for (size_t i = 0; i < json_size(v); i++)
		json_add(out, read_part(h, json_item(v, i)));
	return out;
}

/* CEL_WITHHELD must be the first key, also after sorting, so keys that sort before it are not held. */
static struct json *map_part(const struct held *h, const struct json *v, const struct mark *m)
{
	struct json *out = json_new_object(h->a), *members = json_new_object(h->a);
	bool all = true;
	for (struct json_each it = json_each(v); json_next(&it);) {
		bool asked = m->items || find(h, v, it.key)->entered;
		bool held = asked && (strcmp(it.key, CEL_WITHHELD) > 0 || m->items);
		if (held)
			json_set(members, it.key, read_part(h, it.value));
		all = all && held;
	}
	if (all)
		return members;
	json_set(out, CEL_WITHHELD, details_of(h->a, v, m));
	for (struct json_each it = json_each(members); json_next(&it);)
		json_set(out, it.key, it.value);
	return out;
}

static struct json *read_part(const struct held *h, struct json *v)
{
	const struct mark *m = find(h, v, NULL);
	if (json_get(v, CEL_UNOBSERVED) || json_get(v, CEL_WITHHELD))
		return v;
	if (m->never)
		return withheld(h->a, NULL);
	if (m->value || (m->kind && json_kind(v) == JSON_NULL))
		return whole(h, v);
	if (json_kind(v) == JSON_ARRAY && (m->items || m->entered))
		return list_part(h, v);
	if (json_kind(v) == JSON_OBJECT && m->kind)
		return map_part(h, v, m);
	return withheld(h->a, details_of(h->a, v, m));
}

/* ---- Facts ----------------------------------------------------------------------------------------------------- */

static bool is_digested(const struct held *h, const struct json *v)
{
	return h->digests && v && !find(h, v, NULL)->of && !json_get(v, CEL_UNOBSERVED) && !json_get(v, CEL_WITHHELD);
}

/* Replaces a document that no evaluation read by its digest. */
static struct json *document(struct held *h, struct json *v)
{
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	char digest[SHA256_HEX];
	if (!is_digested(h, v))
		return read_part(h, v);
	json_print(v, JSON_SORTED, &text);
	crypto_sha256_hex(buf_text(&text), text.n, digest);
	buf_free(&text);
	return withheld(h->a, json_new_string(h->a, arena_printf(h->a, CEL_NOT_HELD " (sha256:%s)", digest)));
}

static bool is_document(const char *name)
{
	static const char *const names[] = { "headers", "body", "json", "output", "samples" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* An evaluation that compares or encodes a whole member reads the documents in it. */
static void read_within(struct held *h, const struct json *v)
{
	for (struct json_each it = json_each(find(h, v, NULL)->value ? v : NULL); json_next(&it);)
		mark(h, it.value, NULL)->value = true;
}

/* Time and severity of log entries are not private, so they are held if the samples were read. */
static void keep_log_lines(struct held *h, const struct json *samples)
{
	const struct mark *m = find(h, samples, NULL);
	for (size_t i = 0; (m->items || m->entered) && i < json_size(samples); i++)
		for (struct json_each it = json_each(json_item(samples, i)); json_next(&it);) {
			mark(h, json_item(samples, i), NULL)->kind = true;
			mark(h, json_item(samples, i), it.key)->entered = true;
			if (strcmp(it.key, "text") != 0)
				mark(h, it.value, NULL)->value = true;
		}
}

struct json *held_answer(struct held *h, const struct json *v)
{
	struct json *out = json_new_object(h->a);
	read_within(h, v);
	find_private_headers(h, json_get(v, "headers"));
	keep_log_lines(h, json_get(v, "samples"));
	for (struct json_each it = json_each(v); json_next(&it);)
		json_set(out, it.key, is_document(it.key) ? document(h, it.value) : it.value);
	if (is_digested(h, json_get(v, "headers"))) /* they contain a date, so a digest would be useless */
		json_set(out, "headers", withheld(h->a, NULL));
	if (is_digested(h, json_get(v, "json")) && is_digested(h, json_get(v, "body"))) /* one digest for both */
		json_set(out, "json", withheld(h->a, NULL));
	return out;
}

/* A probe's facts; in a journey, also those of each step. */
static struct json *probe(struct held *h, const struct json *v)
{
	struct json *out = held_answer(h, v), *steps = json_new_object(h->a);
	read_within(h, json_get(v, "steps"));
	for (struct json_each it = json_each(json_get(v, "steps")); json_next(&it);)
		json_set(steps, it.key, held_answer(h, it.value));
	if (json_get(v, "steps"))
		json_set(out, "steps", steps);
	return out;
}

static bool is_held_in_part(const char *group)
{
	return !strcmp(group, "probes") || !strcmp(group, "logs") || !strcmp(group, "data");
}

static struct json *member(struct held *h, const char *group, struct json *v)
{
	if (strcmp(group, "data") != 0)
		return json_get(v, CEL_UNOBSERVED) ? v : probe(h, v);
	find_sensitive(h, v);
	return document(h, v);
}

struct json *held_facts(struct held *h, const struct json *facts)
{
	struct json *out = json_new_object(h->a);
	for (struct json_each group = json_each(facts); json_next(&group);) {
		if (!is_held_in_part(group.key) || json_get(group.value, CEL_UNOBSERVED)) {
			json_set(out, group.key, group.value);
			continue;
		}
		struct json *members = json_new_object(h->a);
		read_within(h, group.value);
		for (struct json_each it = json_each(group.value); json_next(&it);)
			json_set(members, it.key, member(h, group.key, it.value));
		json_set(out, group.key, members);
	}
	return out;
}

struct json *held_shown(struct arena *a, const struct json *facts)
{
	struct held *h = held_new(a, false);
	struct json *out = json_new_object(a), *documents = json_new_object(a);
	for (struct json_each it = json_each(json_get(facts, "data")); json_next(&it);) {
		find_sensitive(h, it.value);
		json_set(documents, it.key, whole(h, it.value));
	}
	for (struct json_each it = json_each(facts); json_next(&it);)
		json_set(out, it.key, !strcmp(it.key, "data") && json_size(documents) ? documents : it.value);
	return out;
}

bool held_concerns(const struct cel_program *p, const char *each)
{
	const struct cel_ref *refs;
	size_t n = p ? cel_refs(p, &refs) : 0;
	for (size_t i = 0; i < n; i++)
		if (is_held_in_part(refs[i].parts[0]) || (each && is_held_in_part(each) && !strcmp(refs[i].parts[0], "it")))
			return true;
	return false;
}
