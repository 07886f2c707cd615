/* SPDX-License-Identifier: Apache-2.0 */
/* hazard.c: what moving traffic back does not bring back, and what may hurt on the way: said before it is done. */
#include "act.h"

#include <string.h>

static const char *text_at(const struct json *v, const char *key)
{
	return json_kind(json_get(v, key)) == JSON_STRING ? json_text(json_get(v, key)).p : "";
}

/* ---- How the two revisions differ --------------------------------------------------------------- */

static void put_item(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void put_item(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	buf_puts(b, b->n ? ", " : "");
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

static void put_value(struct buf *b, const struct json *v)
{
	if (json_kind(v) == JSON_STRING)
		buf_puts(b, json_text(v).n ? json_text(v).p : "none");
	else
		json_print(v, JSON_COMPACT, b);
}

static void differing_fields(const struct json *from, const struct json *to, struct buf *out)
{
	static const struct { const char *key, *name; } fields[] = {
		{ "image", "image" }, { "memoryMiB", "memory (MiB)" }, { "cpu", "cpu" }, { "concurrency", "concurrency" },
		{ "minInstances", "minimum instances" }, { "maxInstances", "maximum instances" }, { "timeoutSeconds", "time-out (s)" },
		{ "serviceAccount", "service account" }, { "connector", "VPC connector" }, { "network", "network" },
		{ "sqlInstances", "Cloud SQL instances" },
	};
	for (size_t i = 0; i < COUNTOF(fields); i++) {
		const struct json *a = json_get(from, fields[i].key), *b = json_get(to, fields[i].key);
		if (json_equal(a, b))
			continue;
		put_item(out, "%s", fields[i].name);
		if (!i) /* two images differ in a digest that tells nobody anything */
			continue;
		buf_putc(out, ' ');
		put_value(out, a);
		buf_puts(out, " -> ");
		put_value(out, b);
	}
}

static void differing_env(const struct json *from, const struct json *to, struct buf *out)
{
	const struct json *a = json_get(from, "env"), *b = json_get(to, "env");
	for (struct json_each it = json_each(a); json_next(&it);) {
		const struct json *other = json_get(b, it.key);
		if (!other)
			put_item(out, "without %s", it.key);
		else if (strcmp(text_at(it.value, "digest"), text_at(other, "digest")) != 0 ||
			 strcmp(text_at(it.value, "secret"), text_at(other, "secret")) != 0)
			put_item(out, "%s has another value", it.key);
	}
	for (struct json_each it = json_each(b); json_next(&it);)
		if (!json_get(a, it.key))
			put_item(out, "with %s", it.key);
}

/* ---- What is said ------------------------------------------------------------------------------------ */

static void of_service(struct run *r, const struct service *s)
{
	const struct json *facts = service_facts(r, s), *from = json_get(facts, "candidate"), *to = json_get(facts, "baseline");
	const char *alias = s->config->member.alias, *name = text_at(to, "name");
	struct buf differs = BUF_MAX(1500);
	for (struct json_each it = json_each(json_get(to, "secrets")); json_next(&it);)
		if (!strcmp(text_at(it.value, "version"), "latest"))
			say_note(r, "%s: %s reads the secret %s at its latest version: moving traffic does not restore an older value", alias,
				name, text_at(it.value, "secret"));
	differing_fields(from, to, &differs);
	differing_env(from, to, &differs);
	if (differs.n)
		say_note(r, "%s: seen from the candidate, %s differs in: %s", alias, name, buf_text(&differs));
	buf_free(&differs);
	if (!json_int(json_get(to, "minInstances")))
		say_note(r, "%s: %s has no minimum of instances: its first requests wait for a cold start", alias, name);
	say_note(r, "%s: requests and WebSocket sessions that run on %s stay there until they end, %lld s at most", alias, text_at(from, "name"),
		(long long)json_int(json_get(from, "timeoutSeconds")));
}

void hazard_say(struct run *r, const bool *wanted)
{
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		if (wanted[i] && s->known && s->target.candidate && s->target.baseline)
			of_service(r, s);
	}
}
