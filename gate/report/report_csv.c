/* SPDX-License-Identifier: Apache-2.0 */
/* report_csv.c: evidence as CSV (RFC 4180), one line per run. Cells are written so that spreadsheets do not evaluate
 * them as formulas. */
#include "report.h"
#include "../run/run.h"

#include <string.h>

struct row {
	struct arena *a;
	const struct json *e;
	struct buf *cell;
};

static void list(const struct row *r, const char *text)
{
	if (text && *text)
		buf_printf(r->cell, "%s%s", r->cell->n ? "; " : "", text);
}

static void put_services(const struct row *r, const char *key)
{
	for (struct json_each it = json_each(json_get(r->e, "services")); json_next(&it);)
		if (report_at(it.value, key).n)
			list(r, arena_printf(r->a, "%s=%s", it.key, report_at(it.value, key).p));
}

static void candidates(const struct row *r)
{
	put_services(r, "candidate");
}

static void baselines(const struct row *r)
{
	put_services(r, "baseline");
}

static void images(const struct row *r)
{
	put_services(r, "image");
}

static void commits(const struct row *r)
{
	put_services(r, "commit");
}

static void traffic(const struct row *r)
{
	for (struct json_each it = json_each(json_get(r->e, "services")); json_next(&it);) {
		const char *after = report_split(r->a, json_get(it.value, "trafficAfter"));
		if (after)
			list(r, arena_printf(r->a, "%s=%s", it.key, after));
	}
}

static void failed_rules(const struct row *r)
{
	const struct json *rules = json_get(r->e, "rules");
	for (size_t i = 0; i < json_size(rules); i++)
		if (report_is(json_item(rules, i), "outcome", "fail") && report_counts(json_item(rules, i)))
			list(r, report_rule(r->a, json_item(rules, i)));
}

/* The findings that are likely, or shared, each once. */
static void causes(const struct row *r)
{
	const struct json *symptoms = json_get(json_get(r->e, "causes"), "symptoms");
	struct json *told = json_new_object(r->a);
	for (size_t i = 0; i < json_size(symptoms); i++) {
		const struct json *all = json_get(json_item(symptoms, i), "findings");
		for (size_t k = 0; k < json_size(all); k++) {
			const struct json *f = json_item(all, k);
			const char *name = report_rule(r->a, f);
			bool shown = report_is(f, "standing", "new") || report_is(f, "standing", "shared");
			if (shown && !json_get(told, name))
				list(r, arena_printf(r->a, "%s (%s)", name, report_at(f, "standing").p));
			json_set_bool(r->a, told, name, true);
		}
	}
}

static void actors(const struct row *r)
{
	const struct json *all = json_get(r->e, "actors");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		list(r,
			arena_printf(r->a, "%s=%s (%s, %s)", report_at(v, "role").p, report_at(v, "id").p, report_at(v, "source").p,
				report_at(v, "assurance").p));
	}
}

static void policies(const struct row *r)
{
	const struct json *all = json_get(r->e, "policies");
	for (size_t i = 0; i < json_size(all); i++)
		list(r,
			arena_printf(r->a, "%s sha256:%s", report_at(json_item(all, i), "name").p,
				report_at(json_item(all, i), "sha256").p));
}

static void is_signed(const struct row *r)
{
	buf_puts(r->cell, json_is_true(json_get(r->e, "signed")) ? "signed" : "unsigned");
}

static void digest(const struct row *r)
{
	buf_puts(r->cell, report_at(json_get(r->e, "config"), "sha256").p);
}

/* fn NULL: the column is the predicate's member of that name. */
/* clang-format off */
static const struct column { const char *name; void (*fn)(const struct row *r); } columns[] = {
	{ "sequence", NULL }, { "id", NULL }, { "startedAt", NULL }, { "finishedAt", NULL }, { "command", NULL },
	{ "verdict", NULL },
	{ "action", NULL }, { "exitCode", NULL }, { "reason", NULL }, { "failedRules", failed_rules },
	{ "candidates", candidates },
	{ "baselines", baselines }, { "trafficAfter", traffic }, { "images", images }, { "commits", commits },
	{ "actors", actors },
	{ "policies", policies }, { "configSha256", digest }, { "release", NULL }, { "previous", NULL },
	{ "signed", is_signed }, { "causes", causes },
};
/* clang-format on */

/* Returns true if a spreadsheet may treat text that begins like p as a formula. Includes full-width characters. */
static bool begins_formula(const char *p)
{
	static const char *const wide[] = { "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20" };
	for (size_t i = 0; i < COUNTOF(wide); i++)
		if (!strncmp(p, wide[i], strlen(wide[i])))
			return true;
	return *p && strchr("=+-@", *p);
}

/* Inserts an apostrophe before what looks like a formula, so that it stays text. Spreadsheets whose list separator is
 * ";" split a cell at ";" and ",", even inside quotes, so text after one of these counts as the beginning of a cell
 * too. */
static void put_text(struct buf *out, const char *text)
{
	bool begins = true;
	for (const char *c = text; *c; c++) {
		buf_puts(out, begins && begins_formula(c) ? "'" : "");
		buf_puts(out, *c == '"' ? "\"\"" : (const char[]){ *c, '\0' });
		begins = strchr(";,", *c) || (begins && strchr(" \"", *c));
	}
}

static void put_cell(struct buf *out, const struct buf *cell)
{
	struct buf clean = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	text_put_printable(&clean, (struct str){ buf_text(cell), cell->n });
	bool quoted = strpbrk(buf_text(&clean), ",\";\r\n '") != NULL || begins_formula(buf_text(&clean));
	buf_puts(out, quoted ? "\"" : "");
	put_text(out, buf_text(&clean));
	buf_puts(out, quoted ? "\"" : "");
	buf_free(&clean);
}

void report_csv_row(struct arena *a, const struct json *e, struct buf *out)
{
	for (size_t i = 0; i < COUNTOF(columns); i++) {
		struct buf cell = BUF_MAX(LIMIT_EVIDENCE_BYTES);
		struct row r = { a, e, &cell };
		const struct json *member = json_get(e, columns[i].name);
		if (columns[i].fn)
			columns[i].fn(&r);
		else if (json_kind(member) == JSON_INT)
			buf_printf(&cell, "%lld", (long long)json_int(member));
		else
			buf_puts(&cell, json_text(member).p);
		buf_puts(out, i ? "," : "");
		put_cell(out, &cell);
		buf_free(&cell);
	}
	buf_puts(out, "\r\n");
}

void report_csv_head(struct buf *out)
{
	for (size_t i = 0; i < COUNTOF(columns); i++)
		buf_printf(out, "%s%s", i ? "," : "", columns[i].name);
	buf_puts(out, "\r\n");
}

void report_csv(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out)
{
	report_csv_head(out);
	for (size_t i = 0; i < n; i++)
		report_csv_row(a, predicates[i], out);
}
