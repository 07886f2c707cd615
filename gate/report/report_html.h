/* SPDX-License-Identifier: Apache-2.0 */
/* report_html.h: what the two files of the HTML page share. */
#ifndef GATE_REPORT_HTML_H
#define GATE_REPORT_HTML_H

#include "report.h"

struct html {
	struct arena *a;
	struct buf *out;
	const struct json *e; /* the evidence */
	int64_t from, to;     /* unix ms */
};

void report_html_put(const struct html *h, struct str s); /* as text, wherever text may stand */
void report_html_at(const struct html *h, const struct json *v, const char *key);
/* report_html_time.c */
void report_html_clock(const struct html *h); /* rounds and events over time, as SVG */
void report_html_events(const struct html *h);
void report_html_requests(const struct html *h);

#endif
