/* SPDX-License-Identifier: Apache-2.0 */
/* statement_rules.c: expands large evidence: facts, texts of rules, and members that share an entry. */
#include "evidence.h"

const struct json *statement_facts(struct arena *a, const struct json *predicate)
{
	struct json *facts = json_get(predicate, "facts"), *out = NULL;
	for (struct json_each it = json_each(facts); json_next(&it);) {
		struct json *group = like_unfold(a, it.value);
		if (group == it.value)
			continue;
		if (!out) {
			out = json_new_object(a);
			for (struct json_each all = json_each(facts); json_next(&all);)
				json_set(out, all.key, all.value);
		}
		json_set(out, it.key, group);
	}
	return out ? out : facts;
}

size_t statement_told(const struct json *entry)
{
	const struct json *others = json_get(entry, "others"), *keys = json_get(entry, "keys");
	int64_t n = json_int(others);
	return others ? (n > 0 && n < INT32_MAX ? (size_t)n : 1) : keys ? json_size(keys) : 1;
}

struct str statement_outcome(const struct json *outcomes, const char *name, const char *id)
{
	const struct json *own = json_get(outcomes, name);
	return json_text(own ? own : json_get(outcomes, id));
}

struct json *statement_texts(struct arena *a, const struct json *predicate)
{
	struct json *texts = json_new_object(a);
	size_t n;
	struct json *const *rules = json_items(json_get(predicate, "rules"), &n);
	for (size_t i = 0; i < n; i++) {
		const char *id = json_text(json_get(rules[i], "id")).p;
		if (json_get(rules[i], "expression") && !json_get(texts, id))
			json_set_int(a, texts, id, (int64_t)i);
	}
	return texts;
}

const struct json *statement_rule(const struct json *predicate, const struct json *texts, const struct json *entry)
{
	const struct json *at = json_get(texts, json_text(json_get(entry, "id")).p);
	return json_get(entry, "expression") || !at ? entry : json_item(json_get(predicate, "rules"), (size_t)json_int(at));
}

/* ---- Expanding entries ------------------------------------------------------------------------------------------ */

struct telling {
	struct arena *a;
	const struct json *predicate, *texts;
	struct json *named, *out;
};

/* Adds an entry with the rule's texts. key: the member it is for; NULL: the entry's own. */
static void tell(const struct telling *t, const struct json *entry, const char *key)
{
	static const char *const texts[] = { "expression", "when", "needs", "each", "services", "file", "line" };
	const struct json *rule = statement_rule(t->predicate, t->texts, entry);
	struct json *v = json_new_object(t->a);
	for (struct json_each it = json_each(entry); json_next(&it);)
		json_set(v, it.key, it.value);
	for (size_t i = 0; rule != entry && i < COUNTOF(texts); i++)
		if (json_get(rule, texts[i]))
			json_set(v, texts[i], json_get(rule, texts[i]));
	if (key) {
		json_set_string(t->a, v, "key", key);
		json_set(v, "keys", NULL);
		json_set(v, "others", NULL);
	}
	json_add(t->out, v);
}

static const char *name_of(struct arena *a, const struct json *entry, const char *key)
{
	return arena_printf(a, "%s[%s]", json_text(json_get(entry, "id")).p, key);
}

/* Collects the members that an entry names. */
static void note_named(const struct telling *t, const struct json *entry)
{
	const struct json *keys = json_get(entry, "keys");
	if (json_get(entry, "key"))
		json_set_bool(t->a, t->named, name_of(t->a, entry, json_text(json_get(entry, "key")).p), true);
	for (size_t i = 0; i < json_size(keys); i++)
		json_set_bool(t->a, t->named, name_of(t->a, entry, json_text(json_item(keys, i)).p), true);
}

static void tell_members(const struct telling *t, const struct json *entry)
{
	const struct json *keys = json_get(entry, "keys"), *rule = statement_rule(t->predicate, t->texts, entry);
	for (size_t i = 0; i < json_size(keys); i++)
		tell(t, entry, json_text(json_item(keys, i)).p);
	if (!json_get(entry, "others"))
		return;
	const struct json *group = json_get(json_get(t->predicate, "facts"), json_text(json_get(rule, "each")).p);
	for (struct json_each it = json_each(group); json_next(&it);)
		if (!json_get(t->named, name_of(t->a, entry, it.key)))
			tell(t, entry, it.key);
}

const struct json *statement_whole(struct arena *a, const struct json *predicate, bool members)
{
	size_t n, shared = 0;
	struct json *const *rules = json_items(json_get(predicate, "rules"), &n);
	for (size_t i = 0; i < n; i++)
		shared += json_get(rules[i], "others") || json_get(rules[i], "keys");
	if (!shared)
		return predicate;
	struct telling t = { a, predicate, statement_texts(a, predicate), json_new_object(a), json_new_array(a) };
	for (size_t i = 0; members && i < n; i++)
		note_named(&t, rules[i]);
	for (size_t i = 0; i < n; i++)
		if (members && (json_get(rules[i], "others") || json_get(rules[i], "keys")))
			tell_members(&t, rules[i]);
		else
			tell(&t, rules[i], NULL);
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(predicate); json_next(&it);)
		json_set(out, it.key, it.value);
	json_set(out, "rules", t.out);
	return out;
}
