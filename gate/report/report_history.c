/* SPDX-License-Identifier: Apache-2.0 */
/* report_history.c: one readable line per run: when, which command, the result, who started it, and which services. */
#include "report.h"

#include <string.h>

enum { NAMES_MAX = 60, WHO_MAX = 30 };

/* Column widths; the last column takes what it needs. */
#define LINE "%-20s  %-9s  %-20s  %4s  %-30s  %s\n"

static const char *plain(struct arena *a, struct str s, size_t max)
{
	return text_cut_printable(a, s, max);
}

/* The services that were part of the release, or of all if none was. */
static const char *services(struct arena *a, const struct json *e)
{
	struct buf names = BUF_MAX(16 * 1024);
	size_t n;
	const struct report_service *all = report_services(a, e, &n);
	for (int released = 1; released >= 0 && !names.n; released--)
		for (size_t i = 0; i < n; i++)
			if (!released || json_is_true(json_get(all[i].value, "released")))
				buf_printf(&names, "%s%s", names.n ? " " : "", all[i].alias);
	const char *text = names.n ? plain(a, (struct str){ buf_text(&names), names.n }, NAMES_MAX) : "-";
	buf_free(&names);
	return text;
}

/* Who triggered the pipeline, or who ran the command; "-" if the evidence does not say. */
static const char *who(struct arena *a, const struct json *e)
{
	static const char *const roles[] = { "trigger", "operator", "identity" };
	const struct json *all = json_get(e, "actors");
	for (size_t r = 0; r < COUNTOF(roles); r++)
		for (size_t i = 0; i < json_size(all); i++)
			if (report_is(json_item(all, i), "role", roles[r]))
				return plain(a, report_at(json_item(all, i), "id"), WHO_MAX);
	return "-";
}

void report_history_row(struct arena *a, const struct json *e, struct buf *out)
{
	const struct json *code = json_get(e, "exitCode");
	struct str began = report_at(e, "startedAt");
	size_t seconds = began.n < 19 ? began.n : 19; /* without the fraction of a second */
	buf_printf(out, LINE, plain(a, (struct str){ began.p, seconds }, 20), plain(a, report_at(e, "command"), 20),
		report_headline(e)->word,
		json_kind(code) == JSON_INT ? arena_printf(a, "%lld", (long long)json_int(code)) : "-", who(a, e),
		services(a, e));
}

void report_history_head(struct buf *out)
{
	buf_printf(out, LINE, "BEGUN (UTC)", "COMMAND", "RESULT", "EXIT", "BY", "SERVICES");
}

void report_history(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out)
{
	report_history_head(out);
	for (size_t i = n; i-- > 0;)
		report_history_row(a, predicates[i], out);
}
