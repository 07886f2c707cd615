/* SPDX-License-Identifier: Apache-2.0 */
/* test_lint_front.c: the paths that Cloud Run keeps for itself. */
#include "../../gate/cmd/lint_front.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void some_paths_never_reach_an_application(void **state)
{
	static const struct {
		const char *path;
		bool reserved;
	} rows[] = {
		{ "/healthz", true },
		{ "/healthz?full=1", true },
		{ "/api/readyz#top", true },
		{ "/_ah/warmup", true },
		{ "/_ah", true },
		{ "/eventlog", true },
		{ "/eventlog?x", true },
		{ "/health", false },
		{ "/healthz/live", false },
		{ "/health?last=z", false },
		{ "/_ahead", false },
		{ "/eventlogs", false },
		{ "/", false },
		{ "", false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		assert_int_equal(lint_reserved_path(rows[i].path) != NULL, rows[i].reserved);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(some_paths_never_reach_an_application) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
