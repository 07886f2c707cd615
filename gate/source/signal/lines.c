/* SPDX-License-Identifier: Apache-2.0 */
/* lines.c: reads the newest log entries of a candidate since its creation, and counts alike ones (lines.h). */
#include "lines.h"
#include "query.h"
#include "../source.h"

#include <ctype.h>
#include <string.h>

enum { ID_MIN = 6 };

/* ---- Counting -------------------------------------------------------------------------------------------------- */

/* Returns the length of a word that is a number or an id: hexadecimal digits and dashes, with a digit among them. */
static size_t varying(const char *p)
{
	size_t n = 0, digits = 0, letters = 0;
	for (; isxdigit((unsigned char)p[n]) || (n && strchr("-:.", p[n]) && isxdigit((unsigned char)p[n + 1])); n++) {
		digits += isdigit((unsigned char)p[n]) != 0;
		letters += isalpha((unsigned char)p[n]) != 0;
	}
	bool word = isalpha((unsigned char)p[n]) || p[n] == '_';
	if (digits && (!letters || (n >= ID_MIN && !word)))
		return n;
	return strspn(p, "0123456789");
}

/* Returns the text with '#' in the place of numbers, times and ids. */
static const char *alike(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text), *to = out;
	bool inside = false; /* a word: its letters are not the begin of an id */
	for (const char *p = text; *p;) {
		size_t n = inside && !isdigit((unsigned char)*p) ? 0 : varying(p);
		inside = !n && (isalnum((unsigned char)*p) || *p == '_');
		*to++ = *p;
		if (n)
			to[-1] = '#';
		p += n ? n : 1;
	}
	*to = '\0';
	return out;
}

/* What the program wrote; not what Cloud Run writes about each request. */
static bool says(const struct json *entry)
{
	return json_get(entry, "textPayload") || json_get(entry, "jsonPayload");
}

struct json *lines_most(struct arena *a, const struct run_log *log, const struct json *entries)
{
	struct arena *temporary = arena_under(a);
	struct json *counts = json_new_object(temporary), *newest = json_new_object(temporary), *v = NULL;
	const char *most = NULL;
	int64_t of = 0;
	size_t n;
	struct json *const *items = json_items(entries, &n);
	for (size_t i = 0; i < n; i++) {
		const char *text = says(items[i]) ? say_scrub_to(temporary, log, logging_text(temporary, items[i])) : "";
		if (!*text)
			continue;
		const char *key = alike(temporary, text);
		int64_t count = json_int(json_get(counts, key)) + 1;
		if (!json_get(newest, key))
			json_set_string(temporary, newest, key, text);
		json_set_int(temporary, counts, key, count);
		of++;
	}
	for (struct json_each it = json_each(counts); json_next(&it);)
		if (!most || json_int(it.value) > json_int(json_get(counts, most)))
			most = it.key;
	if (most) {
		v = json_new_object(a);
		json_set_string(a, v, "line", text_cut_printable(a, json_text(json_get(newest, most)), LIMIT_CAUSE_LINE));
		json_set_int(a, v, "count", json_int(json_get(counts, most)));
		json_set_int(a, v, "of", of);
	}
	arena_free(temporary);
	return v;
}

/* ---- Asking ----------------------------------------------------------------------------------------------------- */

struct asking {
	struct observations *observations;
	const struct service *service;
	struct lines *lines;
};

static void lines_on_entries(void *arg, const struct gcp_reply *reply)
{
	const struct asking *q = arg;
	struct arena *a = q->observations->a;
	q->lines->pending--;
	if (reply->error.code != ERR_NONE) /* for instance, no permission: the line is a help, and no fact */
		return;
	struct json *most = lines_most(a, q->observations->log, json_get(reply->body, "entries"));
	if (most)
		json_set(q->lines->by_service, q->service->config->member.alias, most);
}

void lines_ask(struct observations *observations, const struct service *s, struct lines *l)
{
	struct arena *a = observations->a;
	const struct cloudrun_revision *v = s->target.candidate;
	struct asking *q = ARENA_NEW(a, struct asking);
	if (!l->by_service)
		l->by_service = json_new_object(a);
	*q = (struct asking){ observations, s, l };
	l->pending++;
	l->until = loop_now(observations->loop) + LIMIT_CAUSE_LINES_MS;
	const char *filter = arena_printf(a,
		"resource.type=\"cloud_run_revision\" AND resource.labels.service_name=%s AND resource.labels.location=%s "
		"AND resource.labels.revision_name=%s AND timestamp>=\"%s\"",
		template_quoted(a, s->config->service), template_quoted(a, s->config->region), template_quoted(a, v->name),
		clock_time_text(a, v->created_at));
	logging_list(observations->gcp, a, s->config->project, filter, LIMIT_CAUSE_LINES, l->until, lines_on_entries, q);
}

void lines_wait(struct loop *loop, struct lines *l)
{
	run_wait(loop, &l->pending, l->until);
}
