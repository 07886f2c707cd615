/* SPDX-License-Identifier: Apache-2.0 */
/* test_history_index_text.c: the index of earlier evidence, written and parsed again. */
#include "sample.h"
#include "../../gate/evidence/history.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* Names from others may have any text. */
static void any_text_is_read_back(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"a", "-", "--", "%", "%41", "a b", " ", "a\nend\n", "\t", "\xC3\xBC", "\x7F", "e x",
	};
	/* clang-format on */
	struct arena *a = *state;
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		struct cloudrun_target rows[] = { { .revision = texts[i], .percent = 1 }, { .revision = "b", .percent = 99 } };
		struct record c = { .service = texts[i],
			.uid = "",
			.uri = i ? texts[i] : NULL,
			.candidate = texts[i],
			.digest = i ? texts[i] : NULL,
			.with = texts[i],
			.again = true,
			.moved = true,
			.verdict = RECORD_PASSED,
			.after = { rows, 2 },
			.facts = sample_json(a, "{\"sql\":{\"d b\":{\"flags\":{\"a\":\"%\"}}}}") };
		struct history_piece p = { .file = texts[i],
			.size = 7,
			.changed = -3,
			.at = 5,
			.trusted = true,
			.stage = i ? texts[i] : NULL,
			.records = &c,
			.n = 1,
			.link = { .sequence = 9 } },
							 *back;
		struct buf b = BUF_MAX(4096);
		size_t n_back;
		memset(p.link.sha256, 'a', SHA256_HEX - 1);
		index_put(&p, 1, "keys", &b);
		char *text = arena_strndup(a, buf_text(&b), b.n);
		assert_int_equal(index_take(a, arena_strdup(a, text), "other", &back, &n_back), -1);
		assert_int_equal(index_take(a, text, "keys", &back, &n_back), 0);
		assert_int_equal(n_back, 1);
		const struct record *is = &back->records[0];
		assert_string_equal(back->file, texts[i]);
		assert_int_equal(back->changed, -3);
		assert_int_equal(back->link.sequence, 9);
		assert_string_equal(is->service, texts[i]);
		assert_string_equal(is->uid, "");
		if (i)
			assert_true(!strcmp(is->uri, texts[i]) && !strcmp(is->digest, texts[i]) && !strcmp(back->stage, texts[i]));
		else
			assert_true(!is->uri && !is->digest && !back->stage);
		assert_string_equal(is->candidate, texts[i]);
		assert_string_equal(is->with, texts[i]);
		assert_string_equal(is->after.rows[0].revision, texts[i]);
		assert_int_equal(is->after.rows[1].percent, 99);
		assert_true(is->again && is->moved && is->verdict == RECORD_PASSED);
		assert_true(json_equal(is->facts, c.facts));
		for (size_t n = 0; n < b.n; n++) /* and no prefix is taken for the complete index */
			assert_int_equal(index_take(a, arena_strndup(a, buf_text(&b), n), "keys", &back, &n_back), -1);
		buf_free(&b);
	}
}

#define DIGEST            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEAD              "rungate-index 3 k\n"
#define PIECE(file, more) "e " file " 7 1 " DIGEST " - 1 5 ." more "\n"

static void noncanonical_text_is_rejected(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} all[] = {
		{ HEAD "end\n", 0 },
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 - 0 - .p - 0 100\nend\n", 0 },
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 0 0 - .p - 0 100\nend\n", 0 },
		{ HEAD PIECE("a", "t - -") PIECE("b", " - -") "end\n", 0 },
		{ HEAD "s s\n" PIECE("a", " - 0") "end\n", -1 },
		{ HEAD PIECE("b", "t - -") PIECE("a", "t - -") "end\n", -1 },
		{ HEAD PIECE("a", "t - -") PIECE("a", "t - -") "end\n", -1 },
		{ HEAD PIECE("a/b", "t - -") "end\n", -1 },
		{ HEAD PIECE("-", "t - -") "end\n", -1 },
		{ HEAD PIECE("a", "t 0 -") "end\n", -1 },
		{ HEAD "s {\n" PIECE("a", "t 0 -") "end\n", -1 },
		{ HEAD PIECE("a", "t - - x") "end\n", -1 },
		{ HEAD PIECE("a", "t -") "end\n", -1 },
		{ HEAD "s s\nr 0 0 - 0 - .p -\nend\n", -1 },
		{ HEAD "s s\n" PIECE("a", " - -") "r 0 0 - 0 - .p -\nend\n", -1 }, /* untrusted evidence has no content */
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 - 1 - .p -\nend\n", -1 },
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 - -1 - .p -\nend\n", -1 },
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 1 0 - .p -\nend\n", -1 },
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 - 0 - .p - 0 101\nend\n", -1 },
		{ HEAD "s s\n" PIECE("a", "t - -") "r 0 0 - 0 - .p - 0\nend\n", -1 },
		{ HEAD "s %0\nend\n", -1 },
		{ HEAD "s %00\nend\n", -1 },
		{ HEAD "s a b\nend\n", -1 },
		{ HEAD "x\nend\n", -1 },
		{ HEAD "q a\nend\n", -1 },
		{ HEAD "\nend\n", -1 },
		{ HEAD "end\nmore\n", -1 },
		{ HEAD, -1 },
		{ "", -1 },
	};
	struct arena *a = *state;
	struct history_piece *back;
	size_t n;
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (index_take(a, arena_strdup(a, all[i].text), "k", &back, &n) != all[i].rc)
			fail_msg("%s", all[i].text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(any_text_is_read_back), TEST(noncanonical_text_is_rejected) };
	return cmocka_run_group_tests_name("history_index_text", tests, NULL, NULL);
}
