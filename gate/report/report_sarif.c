/* SPDX-License-Identifier: Apache-2.0 */
/* report_sarif.c: evidence as SARIF 2.1.0: one result for each rule that failed or is unknown, at its line in the
 * policy. */
#include "report_causes.h"
#include "../run/run.h"

#include <string.h>

enum { RESULTS_MAX = 5000, RELATED_MAX = 20 }; /* results: GitHub's limit for one run */

struct log {
	struct arena *a;
	struct json *rules, *results;
};

static struct json *text_of(struct arena *a, const char *text)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "text", text);
	return v;
}

static int64_t index_of(const struct log *l, const char *id)
{
	for (size_t i = 0; i < json_size(l->rules); i++)
		if (report_is(json_item(l->rules, i), "id", id))
			return (int64_t)i;
	return -1;
}

static int64_t add_rule(const struct log *l, const struct json *r)
{
	const char *id = report_at(r, "id").p;
	int64_t i = index_of(l, id);
	if (i >= 0)
		return i;
	struct json *v = json_new_object(l->a);
	json_set_string(l->a, v, "id", id);
	json_set(v, "shortDescription", text_of(l->a, id));
	json_set(v, "fullDescription", text_of(l->a, report_at(r, "expression").p));
	json_add(l->rules, v);
	return (int64_t)json_size(l->rules) - 1;
}

/* Returns a path as a URI reference; "builtin:NAME" becomes "builtin/NAME.cfg". */
static const char *uri_of(struct arena *a, const char *file)
{
	struct buf b = BUF_MAX(16 * 1024);
	if (!strncmp(file, "builtin:", 8))
		return arena_printf(a, "builtin/%s.cfg", url_escape(a, file + 8));
	if (*file == '/')
		buf_puts(&b, "file://");
	for (const char *p = !strncmp(file, "./", 2) ? file + 2 : file; *p;) {
		size_t n = strcspn(p, "/");
		buf_puts(&b, url_escape(a, arena_strndup(a, p, n)));
		buf_puts(&b, p[n] ? "/" : "");
		p += n + (p[n] == '/');
	}
	const char *uri = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return uri;
}

static struct json *location(struct arena *a, const struct json *r)
{
	struct json *v = json_new_object(a), *physical = json_new_object(a), *artifact = json_new_object(a),
				*region = json_new_object(a);
	int64_t line = json_int(json_get(r, "line"));
	json_set_string(a, artifact, "uri", uri_of(a, report_at(r, report_at(r, "file").n ? "file" : "policy").p));
	json_set_int(a, region, "startLine", line > 0 ? line : 1);
	json_set(physical, "artifactLocation", artifact);
	json_set(physical, "region", region);
	json_set(v, "physicalLocation", physical);
	return v;
}

static const char *level(const struct json *r)
{
	if (json_is_true(json_get(r, "dryRun")))
		return "note";
	return report_counts(r) && report_is(r, "outcome", "fail") ? "error" : "warning";
}

/* Returns the recorded entry of a finding: it says where its rule stands. */
static const struct json *entry_of(const struct json *e, const struct json *finding)
{
	size_t n;
	struct json *const *rules = json_items(json_get(e, "rules"), &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(report_at(rules[i], "id"), report_at(finding, "id")) &&
			str_eq(report_at(rules[i], "key"), report_at(finding, "key")))
			return rules[i];
	return finding;
}

/* The rules of the findings that can explain a symptom, with how they stand to it. */
static struct json *related(const struct log *l, const struct json *e, const struct json *symptom)
{
	const struct json *all = json_get(symptom, "findings");
	struct json *out = json_new_array(l->a);
	for (size_t i = 0; i < json_size(all) && i < RELATED_MAX; i++) {
		const struct json *f = json_item(all, i);
		struct json *v = location(l->a, entry_of(e, f));
		json_set_int(l->a, v, "id", (int64_t)i);
		json_set(v, "message",
			text_of(l->a,
				arena_printf(l->a, "%s: %s: %s (%s)", report_at(f, "standing").p, report_rule(l->a, f),
					report_at(f, "message").p, report_at(f, "because").p)));
		json_add(out, v);
	}
	return json_size(out) ? out : NULL;
}

static void add_result(const struct log *l, const struct json *e, const struct json *r)
{
	struct arena *a = l->a;
	struct json *v = json_new_object(a), *prints = json_new_object(a), *locations = json_new_array(a);
	bool unknown = report_is(r, "outcome", "unknown");
	const char *rule = report_rule(a, r), *message = report_at(r, "message").p;
	char print[SHA256_HEX];
	crypto_sha256_hex(rule, strlen(rule), print);
	json_set_string(a, v, "ruleId", report_at(r, "id").p);
	json_set_int(a, v, "ruleIndex", add_rule(l, r));
	json_set_string(a, v, "level", level(r));
	json_set(
		v, "message", text_of(a, arena_printf(a, "%s: %s%s", rule, unknown ? "could not be judged: " : "", message)));
	json_add(locations, location(a, r));
	json_set(v, "locations", locations);
	json_set(v, "relatedLocations", related(l, e, report_symptom_of(e, r)));
	json_set_string(a, prints, "rungateRule/v1", print);
	json_set(v, "partialFingerprints", prints);
	json_add(l->results, v);
}

static struct json *run_of(struct arena *a, const struct json *e)
{
	struct log l = { a, json_new_array(a), json_new_array(a) };
	struct json *v = json_new_object(a), *tool = json_new_object(a), *driver = json_new_object(a),
				*invocation = json_new_object(a);
	struct json *invocations = json_new_array(a), *properties = json_new_object(a);
	const struct json *rules = json_get(e, "rules");
	for (size_t i = 0; i < json_size(rules) && json_size(l.results) < RESULTS_MAX; i++) {
		const struct json *r = json_item(rules, i);
		if (report_is(r, "outcome", "fail") || (report_is(r, "outcome", "unknown") && report_counts(r)))
			add_result(&l, e, r);
	}
	json_set_string(a, driver, "name", "rungate");
	json_set_string(a, driver, "version", report_at(e, "rungate").p);
	json_set(driver, "rules", l.rules);
	json_set(tool, "driver", driver);
	json_set_bool(a, invocation, "executionSuccessful",
		report_is(e, "verdict", "passed") || report_is(e, "verdict", "failed") || report_is(e, "action", "drilled") ||
			report_is(e, "action", "not_fit"));
	json_set_int(a, invocation, "exitCode", json_int(json_get(e, "exitCode")));
	json_add(invocations, invocation);
	json_set_string(a, properties, "evidence", report_at(e, "id").p);
	json_set_string(a, properties, "verdict", report_at(e, "verdict").p);
	json_set_string(a, properties, "action", report_at(e, "action").p);
	json_set_bool(a, properties, "signed", json_is_true(json_get(e, "signed")));
	json_set(v, "tool", tool);
	json_set(v, "invocations", invocations);
	json_set(v, "results", l.results);
	json_set(v, "properties", properties);
	return v;
}

void report_sarif(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out)
{
	struct json *v = json_new_object(a), *runs = json_new_array(a);
	json_set_string(a, v, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_set_string(a, v, "version", "2.1.0");
	for (size_t i = 0; i < n; i++)
		json_add(runs, run_of(a, predicates[i]));
	json_set(v, "runs", runs);
	json_print(v, JSON_PRETTY, out);
	buf_putc(out, '\n');
}
