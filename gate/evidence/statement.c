/* SPDX-License-Identifier: Apache-2.0 */
/* statement.c: reads evidence from an envelope, a bundle or a plain statement, and computes its digest. */
#include "evidence.h"

#include <string.h>

static int parse(struct arena *a, struct str text, const struct statement_part *part, struct json **out, struct err *e)
{
	return part ? json_parse_wanted(a, text, part->wanted, part->n, out, e) : json_parse(a, text, out, e);
}

/* Verifies the signature before parsing the payload. */
static int open_envelope(struct arena *a, const struct json *envelope, const struct trust *t,
	const struct statement_part *part, struct statement *s, struct err *e)
{
	if (dsse_read(a, envelope, &s->dsse, e))
		return -1;
	s->enveloped = true;
	if (strcmp(s->dsse.type, PAYLOAD_TYPE) != 0)
		return err_set(e, ERR_MALFORMED, "envelope: payloadType is %s, not %s", s->dsse.type, PAYLOAD_TYPE);
	s->key = t ? dsse_verify(&s->dsse, t->keys, t->n) : NULL;
	if (t && t->required && !s->key)
		return err_set(e, ERR_DENIED, "envelope: not signed by a key of evidence.trust");
	return parse(a, s->dsse.payload, part, &s->root, e) ? err_wrap(e, "payload") : 0;
}

/* The keys may also sign other documents, so the types must be those of evidence. */
static int check_types(const struct json *root, struct err *e)
{
	struct str type = json_text(json_get(root, "_type")), predicate = json_text(json_get(root, "predicateType"));
	if (!str_is(type, STATEMENT_TYPE))
		return err_set(e, ERR_MALFORMED, "_type is \"%s\", not " STATEMENT_TYPE, type.p);
	if (!str_is(predicate, PREDICATE_TYPE))
		return err_set(e, ERR_MALFORMED, "predicateType is \"%s\", not " PREDICATE_TYPE, predicate.p);
	return 0;
}

static int open_statement(
	struct arena *a, const struct trust *t, const struct statement_part *part, struct statement *s, struct err *e)
{
	bool required = t && t->required;
	if (parse(a, s->bytes, part, &s->root, e))
		return -1;
	const struct json *envelope = json_get(s->root, "dsseEnvelope");
	s->bundled = envelope != NULL;
	if (!envelope && json_get(s->root, "payload") && json_get(s->root, "signatures"))
		envelope = s->root;
	if (envelope && open_envelope(a, envelope, t, part, s, e))
		return -1;
	if (required && !envelope)
		return err_set(e, ERR_DENIED, "not signed");
	return required ? check_types(s->root, e) : 0;
}

int statement_read(
	struct arena *a, const char *name, struct str bytes, const struct trust *t, struct statement *out, struct err *e)
{
	return statement_read_part(a, name, bytes, t, NULL, out, e);
}

/* v itself, or where these are not its services, a predicate with them. */
static struct json *with_services(struct arena *a, struct json *v, struct json *services)
{
	struct json *out;
	if (services == json_get(v, "services"))
		return v;
	out = json_new_object(a);
	for (struct json_each it = json_each(v); json_next(&it);)
		json_set(out, it.key, it.value);
	json_set(out, "services", services);
	return out;
}

struct json *statement_folded(struct arena *a, struct json *predicate)
{
	struct json *services = json_get(predicate, "services");
	bool many = json_size(services) > LIMIT_FACTS_WHOLE;
	return many ? with_services(a, predicate, like_fold(a, services, false)) : predicate;
}

int statement_read_part(struct arena *a, const char *name, struct str bytes, const struct trust *t,
	const struct statement_part *part, struct statement *out, struct err *e)
{
	*out = (struct statement){ .name = name, .bytes = bytes };
	crypto_sha256_hex(bytes.p, bytes.n, out->sha256);
	if (open_statement(a, t, part, out, e))
		return err_wrap(e, "%s", name);
	out->predicate = json_get(out->root, "predicateType") ? json_get(out->root, "predicate") : out->root;
	out->predicate = with_services(a, out->predicate, like_unfold(a, json_get(out->predicate, "services")));
	if (!json_get(out->predicate, "rungate") || !json_get(out->predicate, "verdict"))
		return err_set(e, ERR_USAGE, "%s is not rungate evidence", name);
	return 0;
}

/* The root of a file may be a statement or a bare predicate, so it may have the members of both. */
#define PREDICATE_MEMBERS \
	JSON_WHOLE("rungate"), JSON_WHOLE("verdict"), JSON_WHOLE("exitCode"), JSON_WHOLE("finishedAt"), \
		JSON_WHOLE("decidedBy"), JSON_WHOLE("decision"), JSON_WHOLE("sequence"), JSON_WHOLE("previous"), \
		JSON_WHOLE("history"), JSON_WHOLE("stage")
#define STATEMENT_MEMBERS \
	JSON_WHOLE("_type"), JSON_WHOLE("predicateType"), JSON_WHOLE("payload"), JSON_WHOLE("payloadType"), \
		JSON_WHOLE("signatures"), JSON_WHOLE("dsseEnvelope")

static const struct json_wanted head_members[] = { PREDICATE_MEMBERS };
static const struct json_wanted head_root[] = { STATEMENT_MEMBERS, { "predicate", head_members, COUNTOF(head_members) },
	PREDICATE_MEMBERS };
const struct statement_part statement_head = { head_root, COUNTOF(head_root) };

static const struct json_wanted facts_members[] = { JSON_WHOLE("sql") };
/* clang-format off */
#define HISTORY_MEMBERS PREDICATE_MEMBERS, JSON_WHOLE("services"), { "facts", facts_members, COUNTOF(facts_members) }
/* clang-format on */
static const struct json_wanted history_members[] = { HISTORY_MEMBERS };
static const struct json_wanted history_root[] = { STATEMENT_MEMBERS,
	{ "predicate", history_members, COUNTOF(history_members) }, HISTORY_MEMBERS };
const struct statement_part statement_history = { history_root, COUNTOF(history_root) };

static const struct json_wanted rules_members[] = { HISTORY_MEMBERS, JSON_WHOLE("rules") };
static const struct json_wanted rules_root[] = { STATEMENT_MEMBERS,
	{ "predicate", rules_members, COUNTOF(rules_members) }, HISTORY_MEMBERS, JSON_WHOLE("rules") };
const struct statement_part statement_history_rules = { rules_root, COUNTOF(rules_root) };

int64_t statement_sequence(const struct json *predicate)
{
	int64_t n = json_int(json_get(predicate, "sequence"));
	return n >= 1 && n <= LIMIT_SEQUENCE ? n : 0;
}

bool statement_asked(const struct json *service)
{
	const struct json *asked = json_get(service, "asked"); /* older evidence does not record it */
	return !asked || json_is_true(asked) || json_is_true(json_get(service, "askedWaived"));
}

#define ABSENT "absent"

struct json *statement_changed(struct arena *a, const struct json *before, const struct json *outcomes)
{
	struct json *changed = json_new_object(a);
	for (struct json_each it = json_each(outcomes); before != outcomes && json_next(&it);)
		if (!json_equal(it.value, json_get(before, it.key)))
			json_set(changed, it.key, it.value);
	for (struct json_each it = json_each(before); before != outcomes && json_next(&it);)
		if (!json_get(outcomes, it.key))
			json_set_string(a, changed, it.key, ABSENT);
	return changed;
}

const struct json *statement_outcomes(struct arena *a, struct outcomes_read *s, const struct json *round)
{
	struct json *all = json_get(round, "outcomes"), *changed = json_get(round, "changed");
	if (all) {
		*s = (struct outcomes_read){ .now = all };
		return all;
	}
	if (json_size(changed) && !s->own)
		*s = (struct outcomes_read){ .now = s->now ? json_copy(a, s->now) : json_new_object(a), .own = true };
	for (struct json_each it = json_each(changed); json_next(&it);) {
		bool gone = str_is(json_text(it.value), ABSENT);
		json_set(s->now, it.key, gone ? NULL : json_copy(a, it.value));
	}
	return s->now;
}

int64_t statement_rounds(const struct json *predicate)
{
	const struct json *rounds = json_get(predicate, "rounds");
	int64_t n = 0;
	for (size_t i = 0; i < json_size(rounds); i++) {
		int64_t times = json_int(json_get(json_item(rounds, i), "times"));
		n += times > 1 && times < INT32_MAX ? times : 1;
	}
	return n;
}

int64_t statement_requests(const struct json *predicate)
{
	int64_t left_out = json_int(json_get(predicate, "requestsLeftOut"));
	return (int64_t)json_size(json_get(predicate, "requests")) + (left_out > 0 && left_out < INT32_MAX ? left_out : 0);
}
