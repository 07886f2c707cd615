/* SPDX-License-Identifier: Apache-2.0 */
/* test_report_html.c: the order of the HTML page, its tree of causes and its timeline. */
#include "../../gate/base/base.h"
#include "report_units.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char *page(struct arena *a, const char *text)
{
	return unit_report(a, "html", unit_json_quoted(a, text), &(struct report_style){ .color = false });
}

static size_t times(const char *text, const char *part)
{
	size_t n = 0;
	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

#define RULE(id) \
	"{'id':'" id "','severity':'critical','outcome':'fail','message':'" id " failed','seen':'users','at':[]}"
#define RUN "'startedAt':'2026-11-30T10:00:00.000Z','finishedAt':'2026-11-30T10:01:00.000Z',"

/* The causes stand before what was done, that before what to do, and all of them before the rules. */
static void in_the_order_of_need(void **state)
{
	struct arena *a = arena_new();
	const char *text = page(a,
		"{'verdict':'failed','action':'rolled_back'," RUN
		"'rules':[" RULE("x") "],'next':['rungate status'],"
							  "'services':{'api':{'released':true,'candidate':'api-2','move':'done','restored':true,"
							  "'trafficBefore':[{'revision':'api-2','percent':100}],"
							  "'trafficAfter':[{'revision':'api-1','percent':100}]}},"
							  "'timeline':[{'at':'2026-11-30T10:00:20.000Z','event':'failed'}],"
							  "'causes':{'symptoms':[{'rules':[" RULE("x") "],'findings':[]}],'alsoWrong':[]}}");
	static const char *const order[] = { "users are served", "<h2>Why", "<h2>What was done", "<h2>What to do next",
		"<h2>Over time", "<h2>Failed", "<h2>Events", "<footer>" };
	(void)state;
	for (size_t i = 0; i < COUNTOF(order); i++) {
		const char *found = strstr(text, order[i]);
		if (!found)
			fail_msg("%s is missing, or stands too early", order[i]);
		text = found;
	}
	arena_free(a);
}

/* Symptoms with one explanation share a branch; others have their own, also where neither has an explanation. */
static void a_branch_for_each_explanation(void **state)
{
	struct arena *a = arena_new();
	const char *text = page(a,
		"{'verdict':'failed','rules':[" RULE("x") "],'causes':{'symptoms':[{'rules':[" RULE("one") "," RULE(
			"two") "],"
				   "'findings':[{'id':'f','message':'the cause','standing':'new','at':[]}]},"
				   "{'rules':[" RULE("name") "],'itself':true},{'rules':[" RULE("certificate") "],'itself':true}],"
																							   "'alsoWrong':[]}}");
	(void)state;
	assert_int_equal(times(text, "<p class=\"symptom\">"), 4);
	assert_int_equal(times(text, "</p>\n<p class=\"symptom\">"), 1);
	assert_int_equal(times(text, "<li class=\"bad\"><p class=\"symptom\">"), 3);
	assert_non_null(strstr(text, "<span class=\"pill\">likely</span> the cause</li>"));
	arena_free(a);
}

/* A long explanation is folded, and none of it is lost. */
static void a_long_branch_is_folded(void **state)
{
	struct arena *a = arena_new();
	const char *findings = "";
	(void)state;
	for (int i = 0; i < 20; i++)
		findings = arena_printf(
			a, "%s%s{'id':'f%d','message':'finding %d.','standing':'new','at':[]}", findings, i ? "," : "", i, i);
	const char *text = page(a,
		arena_printf(a,
			"{'verdict':'failed','rules':[" RULE("x") "],'causes':{'symptoms':[{'rules':[" RULE(
				"x") "],'findings':[%s]}],"
					 "'alsoWrong':[]}}",
			findings));
	assert_int_equal(times(text, "<span class=\"pill\">likely</span> finding "), 20);
	assert_non_null(strstr(text, "<summary>12 more</summary>"));
	assert_true(strstr(text, "finding 0.") < strstr(text, "finding 19."));
	arena_free(a);
}

#define MOVE(second, event, detail) \
	"{'at':'2026-11-30T10:00:" second ".000Z','event':'" event "','service':'api','detail':'" detail "'}"
#define LANE(timeline) \
	"{'verdict':'failed'," RUN "'services':{'api':{'released':true,'candidate':'api-2'," \
	"'trafficBefore':[{'revision':'api-1','percent':100}],'trafficAfter':[]}},'timeline':[" timeline "]}"

/* The candidate's share over a promotion that goes back. A move counts from when it is confirmed. */
static void traffic_over_time(void **state)
{
	struct arena *a = arena_new();
	const char *text = page(a,
		LANE(MOVE("06", "sending", "api-1 80 %, api-2 20 %") "," MOVE("12", "done", "") "," MOVE(
			"30", "sending", "api-2 100 %") "," MOVE("36", "done", "") "," MOVE("48", "sending",
			"api-1 100 %") "," MOVE("54", "done", "")));
	(void)state;
	assert_non_null(strstr(text, "<small>candidate 0 &#8594; 20 &#8594; 100 &#8594; 0 %</small>"));
	assert_non_null(strstr(text, "<rect class=\"candidate\" x=\"200.0\" y=\"16.0\" width=\"300.0\" height=\"4.0\"/>"));
	assert_non_null(strstr(text, "<rect class=\"candidate\" x=\"600.0\" y=\"0.0\" width=\"200.0\" height=\"20.0\"/>"));
	assert_non_null(strstr(text, "x=\"800.0\" y=\"0.0\" width=\"100.0\" height=\"20.0\" opacity=\".5\"/>"));
	assert_non_null(strstr(text, "style=\"left:16.67%\">10 s</span>"));
	arena_free(a);
}

/* What was sent and never confirmed does not count as traffic. */
static void an_unconfirmed_move_is_no_traffic(void **state)
{
	struct arena *a = arena_new();
	const char *text = page(a, LANE(MOVE("06", "sending", "api-2 100 %") "," MOVE("30", "unknown", "no answer")));
	(void)state;
	assert_non_null(strstr(text, "<small>candidate 0 %</small>"));
	assert_null(strstr(text, "<rect class=\"candidate\" x=\"0.0\" y=\"0.0\""));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_the_order_of_need),
		cmocka_unit_test(a_branch_for_each_explanation),
		cmocka_unit_test(a_long_branch_is_folded),
		cmocka_unit_test(traffic_over_time),
		cmocka_unit_test(an_unconfirmed_move_is_no_traffic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
