/* SPDX-License-Identifier: Apache-2.0 */
/* test_json_alike.c: many JSON values of the same form share memory. */
#include "../../gate/base/base.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { ALIKE = 1000 };

static struct json *service(struct arena *a, int i)
{
	struct json *v;
	struct err e;
	const char *text = arena_printf(a,
		"{\"name\":\"s%d\",\"cpu\":1,\"env\":{},\"conditions\":[{\"type\":\"Ready\",\"ok\":true},"
		"{\"type\":\"Healthy\",\"at\":%d}],\"labels\":{\"team\":\"a\",\"commit\":\"%d\",\"tier\":null},"
		"\"image\":\"i@sha256:0\"}",
		i, i, i);
	assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
	return v;
}

static void similar_values_share_equal_parts(void **state)
{
	struct arena *a = arena_new();
	struct json *model = service(a, 0), *all[ALIKE];
	struct buf was = BUF_MAX(4096), is = BUF_MAX(4096);
	(void)state;
	json_make_alike(model, NULL);
	for (int i = 0; i < ALIKE; i++) {
		all[i] = service(a, i);
		buf_clear(&was);
		buf_clear(&is);
		json_print(all[i], JSON_COMPACT, &was);
		json_make_alike(all[i], model);
		json_print(all[i], JSON_COMPACT, &is);
		assert_string_equal(buf_text(&was), buf_text(&is));
	}
	assert_ptr_equal(json_get(all[7], "env"), json_get(model, "env"));
	assert_ptr_equal(json_at(all[7], "conditions[0]"), json_at(model, "conditions[0]"));
	assert_ptr_equal(json_at(all[7], "labels.team"), json_at(model, "labels.team"));
	assert_ptr_not_equal(json_get(all[7], "labels"), json_get(model, "labels"));
	json_set_string(a, all[7], "image", "other"); /* the values are still independent and can grow */
	json_set_int(a, all[7], "more", 1);
	assert_string_equal(json_text_at(all[8], "image"), "i@sha256:0");
	assert_null(json_get(model, "more"));
	buf_free(&was);
	buf_free(&is);
	arena_free(a);
}

static void similar_values_take_less_memory(void **state)
{
	struct arena *a = arena_new();
	struct json *all[ALIKE];
	(void)state;
	for (int i = 0; i < ALIKE; i++)
		all[i] = service(a, i);
	size_t before = mallinfo2().uordblks; /* 0 with a sanitizer */
	for (int i = 0; i < ALIKE; i++)
		json_make_alike(all[i], all[0]);
	size_t now = mallinfo2().uordblks;
	if (before && (before - now) / ALIKE < 1024)
		fail_msg("%zu bytes are saved for each", (before - now) / ALIKE);
	arena_free(a);
}

/* An object that owns its members shares none with others. */
static void setting_members_takes_no_arena_memory(void **state)
{
	struct arena *a = arena_new();
	struct json *v = json_new_object(a);
	size_t used = arena_used(a);
	(void)state;
	json_set_int(a, v, "int", 1);
	json_set_bool(a, v, "bool", true);
	json_set_string(a, v, "text", "a text");
	struct arena *b = arena_new();
	struct json *shared = json_share(b, v), *copy = json_copy(b, v);
	assert_int_equal(arena_used(a), used);
	arena_free(a);
	assert_int_equal(json_int(json_get(shared, "int")), 1);
	assert_true(json_equal(shared, copy));
	assert_ptr_not_equal(shared, copy);
	arena_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(similar_values_share_equal_parts),
		cmocka_unit_test(similar_values_take_less_memory),
		cmocka_unit_test(setting_members_takes_no_arena_memory),
	};
	return cmocka_run_group_tests_name("json_alike", tests, NULL, NULL);
}
