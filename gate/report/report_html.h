/* SPDX-License-Identifier: Apache-2.0 */
/* report_html.h: shared by the files that write the HTML page. */
#ifndef GATE_REPORT_HTML_H
#define GATE_REPORT_HTML_H

#include "report.h"

struct html {
	struct arena *a;
	struct buf *out;
	const struct json *e; /* the evidence */
	int64_t from, to;     /* unix ms */
};

/* report_html_put.c: appends s as text, escaped for element content and quoted attributes. */
void report_html_put(const struct html *h, struct str s);
/* Appends the member's text the same way, or nothing if it has none. */
void report_html_at(const struct html *h, const struct json *v, const char *key);
/* report_html_compare.c: appends a picture of a comparison over time, from its recorded facts, unless it has fewer than
 * two minutes. */
void report_html_comparison(const struct html *h, const struct json *facts);
/* report_html_time.c: appends the section of rounds and events over time, as SVG; the table of events; of requests. */
void report_html_clock(const struct html *h);
void report_html_events(const struct html *h);
void report_html_requests(const struct html *h);

#endif
