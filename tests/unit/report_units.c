/* SPDX-License-Identifier: Apache-2.0 */
#include "report_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

char *unit_report(struct arena *a, const char *format, const struct json *predicate, const struct report_style *style)
{
	struct buf b = BUF_MAX(4 * 1024 * 1024);
	report_render(a, report_format_named(format), &predicate, 1, style, &b);
	assert_false(b.over);
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}
