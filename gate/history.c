/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: what earlier evidence on this machine says of the services. What cannot be read decides nothing, and is said. */
#include "gate.h"

#include <string.h>

static void split_of(struct arena *a, const struct json *rows, struct run_split *out)
{
	size_t n = json_size(rows);
	out->rows = ARENA_ARRAY(a, struct run_target, n + 1);
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct json *row = json_item(rows, i);
		const char *revision = json_text(json_get(row, "revision")).p;
		if (*revision && json_kind(json_get(row, "percent")) == JSON_INT && json_int(json_get(row, "percent")) > 0)
			out->rows[out->n++] = (struct run_target){ .revision = revision, .percent = (int)json_int(json_get(row, "percent")) };
	}
}

static enum record_verdict verdict_of(const struct json *predicate, const struct json *service)
{
	struct str verdict = json_text(json_get(predicate, "verdict"));
	if (str_is(verdict, "passed") && json_is_true(json_get(service, "judged")))
		return RECORD_PASSED;
	if (str_is(verdict, "failed") && json_is_true(json_get(service, "released")))
		return RECORD_FAILED;
	return RECORD_OTHER;
}

static void add_records(struct run *r, const struct json *predicate, size_t *cap)
{
	int64_t at = 0;
	struct err e;
	if (clock_parse_time(json_text(json_get(predicate, "finishedAt")).p, &at, &e))
		return;
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);) {
		const char *name = json_text(json_get(it.value, "name")).p, *candidate = json_text(json_get(it.value, "candidate")).p;
		struct record record = { .at = at, .service = name, .uid = json_text(json_get(it.value, "uid")).p, .candidate = candidate };
		if (!*name || !*candidate)
			continue;
		record.verdict = verdict_of(predicate, it.value);
		record.moved = str_is(json_text(json_get(it.value, "move")), "done");
		split_of(r->a, json_get(it.value, "trafficAfter"), &record.after);
		r->records.items = arena_grow(r->a, r->records.items, r->records.n, cap, sizeof(struct record));
		r->records.items[r->records.n++] = record;
	}
}

void history_read(struct run *r)
{
	char **names;
	size_t n, cap = 0;
	struct err e;
	const char *dir = r->config.evidence.dir;
	if (file_list(r->a, dir, ".json", &names, &n, &e)) {
		run_note(r, "earlier evidence is passed over: %s", e.text);
		return;
	}
	for (size_t i = n > LIMIT_EVIDENCE_FILES ? n - LIMIT_EVIDENCE_FILES : 0; i < n; i++) {
		const char *path = arena_printf(r->a, "%s/%s", dir, names[i]);
		struct json *statement;
		struct str text;
		if (file_read(r->a, path, LIMIT_FACT_FILE_BYTES, &text, &e) || json_parse(r->a, text, &statement, &e)) {
			run_note(r, "earlier evidence is passed over: %s: %s", names[i], e.text);
			continue;
		}
		add_records(r, json_get(statement, "predicate"), &cap);
		char *digest = arena_alloc(r->a, SHA256_HEX);
		crypto_sha256_hex(text.p, text.n, digest);
		r->previous = digest;
	}
}
