/* SPDX-License-Identifier: Apache-2.0 */
/* fleet_table.c: what a look at a fleet found, as a table or as JSON. */
#include "fleet_table.h"

#include <stdlib.h>
#include <string.h>

void fleet_add(struct fleet_found *f, const char *service, const char *project, const char *region, struct harm harm)
{
	f->rows = arena_grow(f->a, f->rows, f->n_rows, &f->cap_rows, sizeof(*f->rows));
	f->rows[f->n_rows++] = (struct fleet_row){ service, project, region, harm };
}

void fleet_add_unread(
	struct fleet_found *f, const char *service, const char *project, const char *region, const char *why)
{
	struct json *v = json_new_object(f->a);
	json_set_string(f->a, v, "project", project);
	json_set_string(f->a, v, "region", region);
	json_set_string(f->a, v, "service", service);
	json_set_string(f->a, v, "why", why);
	json_add(f->unread, v);
}

static int by_harm(const void *x, const void *y)
{
	const struct fleet_row *a = x, *b = y;
	int order = (int)a->harm.kind - (int)b->harm.kind;
	order = order ? order : strcmp(a->project, b->project);
	order = order ? order : strcmp(a->region, b->region);
	order = order ? order : strcmp(a->service, b->service);
	return order ? order : strcmp(a->harm.text, b->harm.text);
}

static const char *clean(struct arena *a, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, str_of(text));
	const char *out = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return out;
}

static size_t wider(size_t width, const char *text)
{
	size_t n = strlen(text);
	return n > width ? n : width;
}

static void put_rows(const struct fleet_found *f, struct buf *out)
{
	static const struct fleet_row head = { "SERVICE", "PROJECT", "REGION", { HARM__COUNT, "WHAT" } };
	size_t harm = strlen("HARM"), service = strlen("SERVICE"), project = strlen("PROJECT"), region = strlen("REGION");
	for (size_t i = 0; i < f->n_rows; i++) {
		harm = wider(harm, harm_name(f->rows[i].harm.kind));
		service = wider(service, f->rows[i].service);
		project = wider(project, f->rows[i].project);
		region = wider(region, f->rows[i].region);
	}
	for (size_t i = 0; f->n_rows && i <= f->n_rows; i++) {
		const struct fleet_row *r = i ? &f->rows[i - 1] : &head;
		buf_printf(out, "%-*s  %-*s  %-*s  %-*s  %s\n", (int)harm, i ? harm_name(r->harm.kind) : "HARM", (int)service,
			r->service, (int)project, r->project, (int)region, r->region, clean(f->a, r->harm.text));
	}
}

static void put_unread(const struct fleet_found *f, struct buf *out)
{
	for (size_t i = 0; i < json_size(f->unread); i++) {
		const struct json *v = json_item(f->unread, i);
		const char *name = json_text_at(v, "service"), *region = json_text_at(v, "region");
		buf_printf(out, "not known: %s%s%s%s%s: %s\n", name, *name && *region ? " in " : "", region,
			*region ? " of " : "", json_text_at(v, "project"), clean(f->a, json_text_at(v, "why")));
	}
}

/* Several harms may be of one service. */
static size_t with_harm(const struct fleet_found *f)
{
	struct json *seen = json_new_object(f->a);
	for (size_t i = 0; i < f->n_rows; i++)
		json_set_bool(f->a, seen,
			arena_printf(f->a, "%s/%s/%s", f->rows[i].project, f->rows[i].region, f->rows[i].service), true);
	return json_size(seen);
}

const char *fleet_summary(const struct fleet_found *f)
{
	size_t n = with_harm(f), unread = json_size(f->unread);
	const char *head = arena_printf(f->a, "%zu service%s, %zu region%s", f->services, f->services == 1 ? "" : "s",
		f->places, f->places == 1 ? "" : "s");
	if (unread)
		return arena_printf(f->a, "%s: %zu with harm, and %zu answer%s missing: what is there is not known", head, n,
			unread, unread == 1 ? " is" : "s are");
	return n ? arena_printf(f->a, "%s: %zu with harm", head, n) : arena_printf(f->a, "%s: nothing is wrong", head);
}

static void put_json(const struct fleet_found *f, struct buf *out)
{
	struct json *v = json_new_object(f->a), *harms = json_new_array(f->a);
	for (size_t i = 0; i < f->n_rows; i++) {
		struct json *one = json_new_object(f->a);
		json_set_string(f->a, one, "harm", harm_name(f->rows[i].harm.kind));
		json_set_string(f->a, one, "service", f->rows[i].service);
		json_set_string(f->a, one, "project", f->rows[i].project);
		json_set_string(f->a, one, "region", f->rows[i].region);
		json_set_string(f->a, one, "what", f->rows[i].harm.text);
		json_add(harms, one);
	}
	json_set_int(f->a, v, "services", (int64_t)f->services);
	json_set_int(f->a, v, "places", (int64_t)f->places);
	json_set(v, "harms", harms);
	json_set(v, "unread", f->unread);
	json_print(v, JSON_PRETTY, out);
	buf_putc(out, '\n');
}

void fleet_put(struct fleet_found *f, bool as_json, struct buf *out)
{
	if (f->n_rows)
		qsort(f->rows, f->n_rows, sizeof(*f->rows), by_harm);
	if (as_json) {
		put_json(f, out);
		return;
	}
	put_rows(f, out);
	put_unread(f, out);
	buf_printf(out, "%s\n", fleet_summary(f));
}
