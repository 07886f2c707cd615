/* SPDX-License-Identifier: Apache-2.0 */
/* test_command_text.c: commands within texts for people are found, and never shown in part. */
#include "../../gate/run/command_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void commands_are_found(void **state)
{
	static const struct {
		const char *text, *command; /* NULL: none */
	} rows[] = {
		{ "rungate promote api", "rungate promote api" },
		{ "pinned until: rungate promote api", "rungate promote api" },
		{ "look (rungate status); then go on", "rungate status" },
		{ "see gcloud redis instances list --region=r, and others", "gcloud redis instances list --region=r" },
		{ "gcloud run services update-traffic s --to-revisions=a=50,b=50; and wait",
			"gcloud run services update-traffic s --to-revisions=a=50,b=50" },
		{ "rungate --version", "rungate --version" },
		{ "rungate (the program)", NULL },
		{ "it is called rungate", NULL },
		{ "migrungate is none", NULL },
		{ "", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		size_t n = 0;
		const char *found = command_in(rows[i].text, &n);
		assert_int_equal(found != NULL, rows[i].command != NULL);
		if (found && (n != strlen(rows[i].command) || strncmp(found, rows[i].command, n) != 0))
			fail_msg("%s: %.*s", rows[i].text, (int)n, found);
		assert_int_equal(command_is(str_of(rows[i].text)), found == rows[i].text);
	}
}

/* At every width: the text whole, or cut so that a command in it is whole or not there. */
static void no_command_is_shown_in_part(void **state)
{
	static const char *const texts[] = { "traffic is pinned; the next deploy gets 0 % until: rungate promote backend",
		"start it: gcloud sql instances patch db --activation-policy=ALWAYS; or ask: rungate status api",
		"rungate status" };
	static const char *const commands[] = { "rungate promote backend",
		"gcloud sql instances patch db --activation-policy=ALWAYS", "rungate status api", "rungate status" };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(texts); i++)
		for (size_t columns = 10; columns < 120; columns++) {
			const char *cut = command_fitted(a, texts[i], columns);
			assert_true(strlen(cut) <= columns);
			if (strlen(texts[i]) <= columns)
				assert_string_equal(cut, texts[i]);
			bool whole = !strstr(cut, "gcloud ") && !strstr(cut, "rungate ");
			for (size_t k = 0; k < COUNTOF(commands); k++)
				whole = whole || strstr(cut, commands[k]);
			if (!whole)
				fail_msg("%zu columns: %s", columns, cut);
		}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_found),
		cmocka_unit_test(no_command_is_shown_in_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
