/* SPDX-License-Identifier: Apache-2.0 */
/* journal_shape.c: checks the form of records. A record may come from outside, so whatever becomes part of a call, a
 * command or a comparison is checked as strictly as a response of the API. No side effects. */
#include "journal.h"

#include <string.h>

enum { WORD_MAX = 128, PERCENT_BAD = -1 };

static bool is_word(const char *text, const char *also)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t n = strlen(text), at = 0;
	while (at < n && (strchr(plain, text[at]) || strchr(also, text[at])))
		at++;
	return n > 0 && n <= WORD_MAX && at == n;
}

static bool is_project(const char *text)
{
	return is_word(text, ".:") && text[0] != '.' && !strstr(text, "..");
}

static bool is_count(const struct json *v)
{
	return json_kind(v) == JSON_INT && json_int(v) >= 0;
}

struct cloudrun_split journal_split(struct arena *a, const struct json *rows)
{
	struct cloudrun_split s = { ARENA_ARRAY(a, struct cloudrun_target, json_size(rows) + 1), 0 };
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *percent = json_get(json_item(rows, i), "percent");
		int64_t n = json_kind(percent) == JSON_INT ? json_int(percent) : PERCENT_BAD;
		s.rows[s.n++] = (struct cloudrun_target){ .revision = json_text_at(json_item(rows, i), "revision"),
			.percent = n < 0 || n > 100 ? PERCENT_BAD : (int)n };
	}
	return s;
}

static const char *split_wrong(struct arena *a, const struct json *move, const char *key)
{
	struct cloudrun_split s = journal_split(a, json_get(move, key));
	const char *wrong = cloudrun_split_wrong(a, &s);
	return wrong ? arena_printf(a, "%s: %s", key, wrong) : NULL;
}

static const char *move_wrong(struct arena *a, const struct json *v)
{
	const char *project = json_text_at(v, "project"), *region = json_text_at(v, "region"),
			   *service = json_text_at(v, "service");
	const char *uid = json_text_at(v, "uid"), *wrong;
	if (!conf_alias_valid(json_text_at(v, "alias")))
		return "invalid alias";
	int kind = cloudrun_kind_named(json_text_at(v, "name"));
	if (!is_project(project) || !is_word(region, "") || !cloudrun_name_valid(service))
		return "invalid project, region or service";
	if (kind < 0 ||
		strcmp(json_text_at(v, "name"), cloudrun_full_name(a, (enum cloudrun_kind)kind, project, region, service)) != 0)
		return "name belongs to another service";
	if (!cloudrun_name_valid(json_text_at(v, "candidate")))
		return "candidate is not a revision name";
	if ((*uid && !is_word(uid, "")) || !is_count(json_get(v, "generation")))
		return "invalid uid or generation";
	wrong = split_wrong(a, v, "before");
	return wrong ? wrong : split_wrong(a, v, "target");
}

const char *journal_begin_wrong(struct arena *a, const struct json *record)
{
	const struct json *moves = json_get(record, "moves");
	int64_t at;
	struct err e;
	if (!is_word(json_text_at(record, "run"), "") || !is_word(json_text_at(record, "command"), ""))
		return "invalid run or command";
	if (clock_parse_time(json_text_at(record, "at"), &at, &e))
		return "at is not an RFC 3339 time";
	if (!json_size(moves))
		return "it has no moves";
	for (size_t i = 0; i < json_size(moves); i++) {
		const struct json *m = json_item(moves, i);
		const char *wrong = move_wrong(a, m);
		for (size_t j = 0; j < i && !wrong; j++)
			wrong = strcmp(json_text_at(json_item(moves, j), "name"), json_text_at(m, "name")) ? NULL
																							   : "it is listed twice";
		if (wrong)
			return arena_printf(a, "moves[%zu]: %s", i, wrong);
	}
	return NULL;
}

/* "projects/P/locations/L/operations/O", which becomes part of a URL. */
static bool is_operation(const char *name)
{
	const char *p = name;
	for (size_t part = 0; part < 3; part++) {
		static const char *const kinds[] = { "projects/", "locations/", "operations/" };
		size_t n = strlen(kinds[part]);
		if (strncmp(p, kinds[part], n) != 0)
			return false;
		p += n;
		n = strcspn(p, "/");
		if (!n || (part < 2) != (p[n] == '/'))
			return false;
		p += n + (part < 2);
	}
	return is_word(name, "/.:_") && !strstr(name, "..");
}

const char *journal_step_wrong(const struct json *record)
{
	const char *event = json_text_at(record, "event"), *note = json_text_at(json_get(record, "detail"), "note");
	if (!strcmp(event, "intent") && !is_count(json_get(json_get(record, "detail"), "generation")))
		return "an intent without a generation";
	if (!strcmp(event, "acknowledged") && *note && !is_operation(note))
		return "invalid operation";
	return (!strcmp(event, "begin") || !strcmp(event, "resume")) && !is_word(json_text_at(record, "run"), "")
		? "invalid run"
		: NULL;
}
