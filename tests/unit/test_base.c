/* SPDX-License-Identifier: Apache-2.0 */
/* test_base.c: arenas, errors, text, time, files, secrets. */
#include "../../gate/base/base.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static void count(void *arg)
{
	++*(int *)arg;
}

static void rewinding_frees_memory_and_runs_deferred_calls_in_order(void **state)
{
	struct arena *a = arena_new();
	int early = 0, late = 0;
	(void)state;
	arena_defer(a, count, &early);
	struct arena_mark mark = arena_mark(a);
	size_t used = arena_used(a);
	for (int i = 0; i < 1000; i++) {
		char *p = arena_alloc(a, 10000);
		p[9999] = 1;
	}
	arena_defer(a, count, &late);
	arena_rewind(a, mark);
	assert_int_equal(late, 1);
	assert_int_equal(early, 0);
	assert_int_equal(arena_used(a), used);
	assert_int_equal(((char *)arena_alloc(a, 10000))[9999], 0);
	arena_free(a);
	assert_int_equal(early, 1);
}

struct ending {
	int *order, at;
};

static void end_of(void *arg)
{
	struct ending *e = arg;
	e->at = ++*e->order;
}

static void rewinding_frees_the_arenas_made_since(void **state)
{
	struct arena *a = arena_new(), *gone = arena_under(a), *before = arena_under(a);
	int early = 0, late = 0;
	(void)state;
	arena_free(gone);
	arena_defer(before, count, &early);
	struct arena_mark mark = arena_mark(a);
	arena_defer(arena_under(a), count, &late);
	arena_free(arena_under(a));
	arena_defer(arena_under(a), count, &late);
	arena_rewind(a, mark);
	assert_int_equal(late, 2);
	assert_int_equal(early, 0);
	arena_free(a);
	assert_int_equal(early, 1);
}

static void child_arena_is_freed_with_its_parent(void **state)
{
	(void)state;
	int order = 0;
	struct ending of_a = { .order = &order }, of_one = of_a, of_two = of_a;
	struct arena *a = arena_new(), *one = arena_under(a), *two = arena_under(arena_under(a));
	arena_defer(a, end_of, &of_a);
	arena_defer(one, end_of, &of_one);
	arena_defer(two, end_of, &of_two);
	arena_free(one);
	assert_int_equal(of_one.at, 1);
	arena_free(a);
	assert_int_equal(of_a.at, 2); /* before the parent's own calls, because it may depend on their data */
	assert_int_equal(of_two.at, 3);
}

enum { ARENAS = 1000, DEFERRED = 1000 };

/* A run over many services has one arena for each observation. */
static void arena_with_little_content_is_small(void **state)
{
	struct arena *a = arena_new();
	size_t before = mallinfo2().uordblks; /* 0 with a sanitizer */
	(void)state;
	for (int i = 0; i < ARENAS; i++)
		((char *)arena_alloc(arena_under(a), 100))[99] = 1;
	size_t each = (mallinfo2().uordblks - before) / ARENAS;
	if (each > 1024)
		fail_msg("%zu bytes are taken for 100", each);
	arena_free(a);
}

static void many_deferred_calls_take_little_memory_and_run_in_reverse(void **state)
{
	static struct ending all[DEFERRED];
	struct arena *a = arena_new();
	int order = 0, counted = 0;
	(void)state;
	arena_defer(a, count, &counted);
	struct arena_mark mark = arena_mark(a);
	for (int i = 0; i < DEFERRED; i++) {
		all[i] = (struct ending){ .order = &order };
		if (i == DEFERRED / 2)
			mark = arena_mark(a);
		arena_defer(a, end_of, &all[i]);
	}
	if (arena_used(a) / DEFERRED > 16)
		fail_msg("%zu bytes are taken for each", arena_used(a) / DEFERRED);
	arena_defer(a, count, &counted);
	arena_rewind(a, mark);
	assert_int_equal(order, DEFERRED / 2);
	assert_int_equal(counted, 1);
	assert_int_equal(all[DEFERRED / 2].at, DEFERRED / 2);
	assert_int_equal(all[DEFERRED / 2 - 1].at, 0);
	arena_defer(a, end_of, &all[DEFERRED / 2]);
	arena_free(a);
	assert_int_equal(counted, 2);
	assert_int_equal(all[DEFERRED / 2].at, DEFERRED / 2 + 1);
	assert_int_equal(all[0].at, DEFERRED + 1);
}

static void errors_are_wrapped_and_truncated_visibly(void **state)
{
	struct err e;
	char long_text[3000];
	(void)state;
	assert_int_equal(err_set(&e, ERR_TIMEOUT, "no answer after %d ms", 5000), -1);
	assert_int_equal(err_wrap(&e, "reading %s", "shop"), -1);
	assert_string_equal(e.text, "reading shop: no answer after 5000 ms");
	assert_int_equal(e.code, ERR_TIMEOUT);
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	err_set(&e, ERR_IO, "%s", long_text);
	assert_int_equal(strlen(e.text), LIMIT_ERR_TEXT - 1);
	assert_string_equal(e.text + LIMIT_ERR_TEXT - 4, "...");
}

static void buffer_remembers_an_overflow(void **state)
{
	struct buf b = BUF_MAX(5);
	(void)state;
	buf_puts(&b, "12345");
	assert_false(b.over);
	buf_puts(&b, "6");
	assert_true(b.over);
	assert_string_equal(buf_text(&b), "12345");
	buf_printf(&b, "%d", 6);
	assert_string_equal(buf_text(&b), "12345");
	buf_free(&b);
}

static void formatted_text_of_any_length_is_complete(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_MAX(5000);
	char text[1200];
	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		memset(text, 'x', n);
		text[n] = '\0';
		assert_string_equal(arena_printf(a, "%s", text), text);
		buf_clear(&b);
		buf_printf(&b, "%s", "y");
		buf_printf(&b, "%s", text);
		assert_int_equal(b.n, n + 1);
		assert_string_equal(buf_text(&b) + 1, text);
	}
	buf_printf(&b, "%5000s", "z");
	assert_true(b.over);
	assert_string_equal(buf_text(&b) + 1, text);
	buf_free(&b);
	arena_free(a);
}

static void terminal_control_characters_are_escaped(void **state)
{
	struct buf b = BUF_MAX(1000);
	(void)state;
	text_put_printable(&b, STR("a\033[31m\n\xff\xe2\x80\xae\xc3\xa9"));
	assert_string_equal(buf_text(&b), "a\\x1B[31m\\x0A\\xFF\\u{202E}\xc3\xa9");
	buf_free(&b);
}

static void closest_name_is_found(void **state)
{
	static const char *const names[] = { "deadline", "interval", "failures" };
	(void)state;
	assert_string_equal(text_nearest("dedline", names, 3), "deadline");
	assert_string_equal(text_nearest("failrues", names, 3), "failures");
	assert_null(text_nearest("colour", names, 3));
}

static void durations_are_parsed_and_printed(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = { { "250ms", 250 }, { "5s", 5000 }, { "2m", 120000 }, { "1h", 3600000 }, { "1h30m", 5400000 },
		{ "7d", 604800000 }, { "1d12h", 129600000 }, { "0s", 0 }, { "1m0s", 60000 } };
	static const char *const bad[] = { "", "5", "s", "5 s", "-1s", "1w", "1h1d", "1s1m", "1.5s", "5S",
		"99999999999999h", "1h1h" };
	struct err e;
	int64_t ms;
	(void)state;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		assert_int_equal(clock_parse_duration(good[i].text, &ms, &e), 0);
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (!clock_parse_duration(bad[i], &ms, &e))
			fail_msg("was taken: \"%s\"", bad[i]);
}

static void timestamps_are_parsed_and_printed(void **state)
{
	static const char *const bad[] = { "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
		"2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "",
		"2016-12-31T22:59:60Z", "2016-12-31T23:59:61Z", "2016-12-31T23:59:60+01:00", "2026-01-01T00:00:00.Z" };
	struct arena *a = arena_new();
	struct err e;
	int64_t at;
	(void)state;
	assert_int_equal(clock_parse_time("2026-08-16T09:10:39.163639Z", &at, &e), 0);
	assert_string_equal(clock_time_text(a, at), "2026-08-16T09:10:39.163Z");
	assert_int_equal(clock_parse_time("2024-02-29T01:00:00+02:00", &at, &e), 0);
	assert_string_equal(clock_time_text(a, at), "2024-02-28T23:00:00.000Z");
	assert_int_equal(clock_parse_time("2016-12-31T23:59:60.250Z", &at, &e), 0); /* a leap second */
	assert_string_equal(clock_time_text(a, at), "2017-01-01T00:00:00.250Z");
	assert_int_equal(clock_parse_time("1990-12-31T15:59:60-08:00", &at, &e), 0);
	assert_string_equal(clock_time_text(a, at), "1991-01-01T00:00:00.000Z");
	assert_int_equal(clock_parse_time("1937-01-01T12:00:27.87100000000000000000001+00:20", &at, &e), 0);
	assert_string_equal(clock_time_text(a, at), "1937-01-01T11:40:27.871Z");
	assert_string_equal(clock_time_text(a, -1), "1969-12-31T23:59:59.999Z");
	assert_string_equal(clock_time_text(a, INT64_C(253402300800000)), "10000-01-01T00:00:00.000Z");
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (!clock_parse_time(bad[i], &at, &e))
			fail_msg("was taken: \"%s\"", bad[i]);
	arena_free(a);
}

static void files_are_whole_or_untouched(void **state)
{
	struct arena *a = arena_new();
	char dir[] = "/tmp/test-base-XXXXXX";
	struct str text;
	struct err e;
	char **names;
	size_t n;
	int fd;
	(void)state;
	assert_non_null(mkdtemp(dir));
	const char *path = arena_printf(a, "%s/x/y/a.json", dir), *fifo = arena_printf(a, "%s/fifo", dir);
	assert_int_equal(file_write_atomic(path, "one", 3, 0600, &e), 0);
	assert_int_equal(file_write_atomic(path, "two", 3, 0600, &e), 0);
	assert_int_equal(file_read(a, path, 3, &text, &e), 0);
	assert_string_equal(text.p, "two");
	assert_int_equal(file_read(a, path, 2, &text, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(file_list(a, arena_printf(a, "%s/x/y", dir), "", &names, &n, &e), 0);
	assert_int_equal(n, 1); /* no temporary file is left */
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(file_read(a, fifo, 100, &text, &e), -1); /* and does not block */
	assert_int_equal(file_append(fifo, "x", 1, 0600, &e), -1);
	assert_non_null(strstr(e.text, "is not a regular file"));
	assert_int_equal(file_read(a, dir, 100, &text, &e), -1);
	assert_int_equal(file_open_append(a, path, 0600, &fd, &e), 0);
	assert_int_equal(file_append_to(fd, "!", 1, &e), 0);
	assert_int_equal(file_read(a, path, 100, &text, &e), 0);
	assert_string_equal(text.p, "two!");
	assert_int_equal(file_list(a, "/no/such/folder", "", &names, &n, &e), 0);
	assert_int_equal(n, 0);
	unlink(path);
	unlink(fifo);
	rmdir(arena_printf(a, "%s/x/y", dir));
	rmdir(arena_printf(a, "%s/x", dir));
	rmdir(dir);
	arena_free(a);
}

static void secrets_are_redacted_in_every_encoding(void **state)
{
	struct arena *a = arena_new();
	struct secrets *k = secrets_new(a);
	struct buf b = BUF_MAX(1000);
	(void)state;
	struct secret *s = secret_new(k, "p\"ss w/rd", 9, true);
	assert_string_equal(secret_shown(s), "[redacted]");
	assert_string_equal(secret_reveal(s), "p\"ss w/rd");
	secrets_scrub(k, STR("a p\"ss w/rd b p\\\"ss w/rd c p%22ss%20w%2Frd d"), &b);
	assert_string_equal(buf_text(&b), "a [redacted] b [redacted] c [redacted] d");
	assert_string_equal(secret_shown(secret_new(k, "plain", 5, false)), "plain");
	buf_free(&b);
	arena_free(a);
}

struct piece {
	int wanted, got;
};

static void square(void *job)
{
	struct piece *p = job;
	p->got = p->wanted * p->wanted;
}

static void parallel_run_processes_every_part(void **state)
{
	struct piece pieces[50] = { { 0, 0 } };
	(void)state;
	for (int i = 0; i < 50; i++)
		pieces[i].wanted = i + 1;
	parallel_run(square, pieces, COUNTOF(pieces), sizeof(*pieces));
	for (int i = 0; i < 50; i++)
		assert_int_equal(pieces[i].got, (i + 1) * (i + 1));
	assert_int_equal(parallel_width(0), 1);
	assert_int_equal(parallel_width(1), 1);
	assert_in_range(parallel_width(1000), 1, 64);
}

static void digests_match_test_vectors(void **state)
{
	char hex[SHA256_HEX], uuid[37], other[37];
	(void)state;
	crypto_sha256_hex("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypto_hmac_hex(STR("key"), STR("The quick brown fox jumps over the lazy dog"), hex);
	assert_string_equal(hex, "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
	crypto_uuid(uuid);
	crypto_uuid(other);
	assert_int_equal(strlen(uuid), 36);
	assert_int_equal(uuid[14], '4');
	assert_string_not_equal(uuid, other);
}

static void shell_words_are_quoted(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(text_shell(a, "demo-backend-00041-abc=50,b=50"), "demo-backend-00041-abc=50,b=50");
	assert_string_equal(text_shell(a, "$(id)"), "'$(id)'");
	assert_string_equal(text_shell(a, "a b;c"), "'a b;c'");
	assert_string_equal(text_shell(a, "it's`id`'"), "'it'\\''s`id`'\\'''");
	assert_string_equal(text_shell(a, ""), "''");
	arena_free(a);
}

static void texts_are_truncated_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *kept;
	} table[] = {
		{ "abc", 3, "abc" }, { "abcd", 3, "abc..." }, { "", 0, "" }, { "a", 0, "..." }, { "a\xC3\xA9z", 2, "a..." },
		{ "a\xC3\xA9z", 3, "a\xC3\xA9..." }, { "\xF0\x9F\x8C\x8D\xF0\x9F\x8C\x8D", 7, "\xF0\x9F\x8C\x8D..." },
		{ "\x80\x80\x80\x80\x80\x80\x80\x80", 6, "\x80\x80\x80\x80\x80\x80..." }, /* not UTF-8 */
	};
	struct arena *a = arena_new();
	struct err e;
	(void)state;
	for (size_t i = 0; i < COUNTOF(table); i++)
		assert_string_equal(text_cut(a, str_of(table[i].text), table[i].max), table[i].kept);
	assert_string_equal(text_cut_printable(a, STR("a\nb\xC3\xA9"), 4), "a\\x0Ab...");
	for (size_t before = LIMIT_ERR_TEXT - 12; before < LIMIT_ERR_TEXT + 4; before++) {
		char *fill = arena_alloc(a, before + 1);
		memset(fill, 'x', before);
		err_set(&e, ERR_IO, "%s\xF0\x9F\x8C\x8D\xC3\xA9 and on", fill);
		assert_true(text_utf8_valid(e.text, strlen(e.text)));
		assert_int_equal(strstr(e.text, "...") != NULL, before + 13 >= LIMIT_ERR_TEXT);
		err_wrap(&e, "w");
		assert_true(text_utf8_valid(e.text, strlen(e.text)));
		assert_true(strlen(e.text) < LIMIT_ERR_TEXT);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shell_words_are_quoted),
		cmocka_unit_test(rewinding_frees_memory_and_runs_deferred_calls_in_order),
		cmocka_unit_test(rewinding_frees_the_arenas_made_since),
		cmocka_unit_test(child_arena_is_freed_with_its_parent),
		cmocka_unit_test(arena_with_little_content_is_small),
		cmocka_unit_test(many_deferred_calls_take_little_memory_and_run_in_reverse),
		cmocka_unit_test(errors_are_wrapped_and_truncated_visibly),
		cmocka_unit_test(buffer_remembers_an_overflow),
		cmocka_unit_test(formatted_text_of_any_length_is_complete),
		cmocka_unit_test(terminal_control_characters_are_escaped),
		cmocka_unit_test(closest_name_is_found),
		cmocka_unit_test(durations_are_parsed_and_printed),
		cmocka_unit_test(timestamps_are_parsed_and_printed),
		cmocka_unit_test(files_are_whole_or_untouched),
		cmocka_unit_test(secrets_are_redacted_in_every_encoding),
		cmocka_unit_test(digests_match_test_vectors),
		cmocka_unit_test(parallel_run_processes_every_part),
		cmocka_unit_test(texts_are_truncated_between_characters),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
