/* SPDX-License-Identifier: Apache-2.0 */
/* unit.h: what most units need: an arena of each test's own, and JSON from a text. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include "../../gate/base/base.h"

/* For cmocka_unit_test_setup_teardown: *state is a new arena, which is freed after the test. Return 0. */
int unit_set_up(void **state);
int unit_tear_down(void **state);

/* The JSON value of text, in a. The test fails with the reason if text is not JSON. */
struct json *unit_json(struct arena *a, const char *text);
/* The same, of a text that has ' in place of ". */
struct json *unit_json_quoted(struct arena *a, const char *text);

#endif
