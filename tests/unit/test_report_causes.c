/* SPDX-License-Identifier: Apache-2.0 */
/* test_report_causes.c: the tree of causes in every report format. */
#include "../../gate/base/base.h"
#include "report_units.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
#define RULE(id, key, severity, message) \
	"{'id':'" id "','key':'" key "','severity':'" severity "','outcome':'fail','message':'" message "'," \
	"'policy':'builtin:x','file':'own.cfg','line':7,'failedRounds':1,'dryRun':false}"
#define CAUSE(id, key, message, seen, more) \
	"{'id':'" id "','key':'" key "','severity':'error','message':'" message "','seen':'" seen "','at':[]" more "}"

static const char predicate_text[] =
	"{'verdict':'failed','action':'not_moved','exitCode':3,'reason':'r','rules':["
	RULE("probe-ok", "health", "critical", "health: answered 503") ","
	RULE("env", "api", "error", "a <b>placeholder</b>") "],'causes':{'symptoms':[{'rules':["
	CAUSE("probe-ok", "health", "health: answered 503", "users", "") ","
	CAUSE("probe-ok", "events", "refused", "users", "") "],'services':['api'],'findings':["
	CAUSE("env", "api", "a <b>placeholder</b>", "not", ",'standing':'new','because':'new with api-2'") ","
	CAUSE("sql", "main", "the database is down", "not", ",'standing':'exonerated','because':'api-1 does well'") "]},"
	"{'rules':[" CAUSE("probe-ok", "page", "page: answered 500", "users", "") "],'services':['web'],"
	"'baseline':'well','findings':[],'changed':[{'service':'web','from':'web-1','to':'web-2','fields':['image'],"
	"'commits':['1a2b3c4d new colors'],'moreCommits':4}],'lines':[{'service':'web','line':'boom','count':7,'of':9}]}],"
	"'alsoWrong':[" CAUSE("ca", "spare", "the CA ends", "not", "") "]}}";
/* clang-format on */

static const char *render(struct arena *a, const char *format, const char *text)
{
	return unit_report(a, format, unit_json_quoted(a, text), &(struct report_style){ .color = false });
}

static void expect(const char *format, const char *want)
{
	struct arena *a = arena_new();
	const char *out = render(a, format, predicate_text);
	if (!strstr(out, want))
		fail_msg("%s lacks \"%s\": %s", format, want, out);
	arena_free(a);
}

static void the_tree_alone(void **state)
{
	static const char want[] = "Why\n"
							   "  health: answered 503\n"
							   "  events: refused\n"
							   "    likely      a <b>placeholder</b> (new with api-2)\n"
							   "    unlikely    the database is down (api-1 does well)\n"
							   "  page: answered 500\n"
							   "    unexplained no finding explains this; the baseline does well: likely what changed\n"
							   "    changed     web, web-1 -> web-2: image\n"
							   "    changed     web, commits: 1a2b3c4d new colors; and 4 more\n"
							   "    logged      web, 7 times in 9 entries: boom\n"
							   "  also wrong  the CA ends\n";
	(void)state;
	expect("why", want);
	expect("text", want);
}

static void every_format_tells_the_causes(void **state)
{
	(void)state;
	expect("markdown",
		"- events: refused\n  - **likely** a &#60;b&#62;placeholder&#60;/b&#62; &#40;new with api-2&#41;\n");
	expect("html", "<li class=\"bad\"><span class=\"pill\">likely</span> a &#60;b&#62;placeholder&#60;/b&#62; (");
	expect("junit", "message=\"health: answered 503 (likely: a &#60;b&#62;placeholder&#60;/b&#62;)\"");
	expect("junit", "&#10;  unlikely: the database is down (api-1 does well)");
	expect("csv", "env api (new)");
	expect("sarif", "\"relatedLocations\"");
	expect("sarif", "\"text\": \"new: env api: a <b>placeholder</b> (new with api-2)\"");
	expect("json", "\"alsoWrong\"");
}

static void evidence_without_causes_is_shown(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	static const char old[] = "{'verdict':'failed','action':'none','rules':[" RULE("r", "k", "critical", "m") "]}";
	static const char good[] = "{'verdict':'passed','action':'none','rules':[]}";
	assert_non_null(strstr(render(a, "why", old), "this evidence records no causes"));
	assert_non_null(strstr(render(a, "why", good), "no rule failed"));
	assert_non_null(strstr(render(a, "text", old), "Why\n  r k: m\n")); /* the failed rules stand there */
	assert_null(strstr(render(a, "html", old), "Why"));
	assert_null(strstr(render(a, "sarif", old), "relatedLocations"));
	arena_free(a);
}

/* Evidence may be forged: any value may stand in the place of any other. */
static void forged_trees_are_shown(void **state)
{
	static const char *const trees[] = { "3", "[]", "{'symptoms':7}", "{'symptoms':[1,{'rules':[2],'findings':{}}]}",
		"{'symptoms':[{'rules':[{}],'findings':[{}],'changed':[{}],'lines':[{}]}],'alsoWrong':[{}],'leftOut':-1}",
		"{'symptoms':[{'rules':[{'id':1}],'findings':[{'standing':[]}],'moreFindings':9}],'alsoWrong':'x'}" };
	(void)state;
	size_t n;
	const struct report_format *formats = report_formats(&n);
	for (size_t i = 0; i < COUNTOF(trees); i++)
		for (size_t f = 0; f < n; f++) {
			struct arena *a = arena_new();
			const char *text = arena_printf(a, "{'verdict':'failed','rules':[],'causes':%s}", trees[i]);
			assert_true(strlen(render(a, formats[f].name, text)) > 0);
			arena_free(a);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tree_alone),
		cmocka_unit_test(every_format_tells_the_causes),
		cmocka_unit_test(evidence_without_causes_is_shown),
		cmocka_unit_test(forged_trees_are_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
