/* SPDX-License-Identifier: Apache-2.0 */
/* test_secret_passing.c: secrets that come again and again are hidden while they are used and for a while after that,
 * and then forgotten. */
#include "../../gate/base/base.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static bool is_hidden(struct secrets *k, const char *text)
{
	struct buf b = BUF_MAX(4096);
	secrets_scrub(k, str_of(text), &b);
	bool hidden = strstr(buf_text(&b), text) == NULL;
	buf_free(&b);
	return hidden;
}

static const char *text_of(struct arena *a, int i)
{
	return arena_printf(a, "captured-%06d-by-a-journey", i);
}

/* Journeys that capture one value each, one after the other. */
static void pass(struct secrets *k, int from, int n)
{
	struct arena *a = arena_new();
	for (int i = from; i < from + n; i++) {
		struct secrets_passing *p = secrets_pass(k);
		const char *text = text_of(a, i);
		const struct secret *s = secret_passing(p, text, strlen(text), false);
		assert_string_equal(secret_reveal(s), text);
		assert_string_equal(secret_shown(s), "[redacted]");
		assert_true(is_hidden(k, text));
		secrets_passed(k, p);
	}
	arena_free(a);
}

static void value_is_hidden_for_a_while_after_its_use(void **state)
{
	struct arena *a = arena_new();
	struct secrets *k = secrets_new(a);
	(void)state;
	pass(k, 0, LIMIT_SECRETS_PASSING);
	pass(k, LIMIT_SECRETS_PASSING, LIMIT_SECRETS_PASSING);
	for (int i = LIMIT_SECRETS_PASSING; i < 2 * LIMIT_SECRETS_PASSING; i++)
		assert_true(is_hidden(k, text_of(a, i)));
	arena_free(a);
}

static void value_in_use_is_hidden_however_many_follow(void **state)
{
	struct arena *a = arena_new();
	struct secrets *k = secrets_new(a);
	struct secrets_passing *p = secrets_pass(k);
	(void)state;
	const struct secret *s = secret_passing(p, "a-value-in-use", 14, false);
	pass(k, 0, 4 * LIMIT_SECRETS_PASSING);
	assert_true(is_hidden(k, "a-value-in-use"));
	assert_string_equal(secret_reveal(s), "a-value-in-use");
	secrets_passed(k, p);
	assert_false(is_hidden(k, "a-value-in-use"));
	arena_free(a);
}

static size_t allocated(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static void memory_is_given_back(void **state)
{
	struct arena *a = arena_new();
	struct secrets *k = secrets_new(a);
	(void)state;
	pass(k, 0, 3 * LIMIT_SECRETS_PASSING);
	size_t before = allocated();
	pass(k, 3 * LIMIT_SECRETS_PASSING, 30 * LIMIT_SECRETS_PASSING);
	assert_true(allocated() <= before + 4096);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_is_hidden_for_a_while_after_its_use),
		cmocka_unit_test(value_in_use_is_hidden_however_many_follow),
		cmocka_unit_test(memory_is_given_back),
	};
	return cmocka_run_group_tests_name("secret_passing", tests, NULL, NULL);
}
