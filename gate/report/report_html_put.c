/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_put.c: escapes text for HTML element content and quoted attributes. */
#include "report_html.h"
#include "../run/run.h"

#include <string.h>

void report_html_put(const struct html *h, struct str s)
{
	struct buf clean = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	text_put_printable(&clean, s);
	for (const char *c = buf_text(&clean); *c; c++) {
		if (strchr("&<>\"'", *c))
			buf_printf(h->out, "&#%d;", *c);
		else
			buf_putc(h->out, *c);
	}
	buf_free(&clean);
}

void report_html_at(const struct html *h, const struct json *v, const char *key)
{
	report_html_put(h, report_at(v, key));
}
