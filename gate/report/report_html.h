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
/* report_html_compare.c: appends the comparisons with a picture of each over time, from its recorded facts. */
void report_html_comparisons(const struct html *h);
/* report_html_causes.c: appends the tree of causes, if something failed. */
void report_html_causes(const struct html *h);
/* report_html_service.c: appends what was done with each service; the targets of a drill; a list of the evidence, of
 * which commands stand on lines of their own. */
void report_html_services(const struct html *h);
void report_html_drill(const struct html *h);
void report_html_steps(const struct html *h, const char *title, const char *key);

/* A strip is one row of the timeline: SVG of STRIP_WIDTH x STRIP_HEIGHT units, which spans the run. */
enum { STRIP_WIDTH = 1000, STRIP_HEIGHT = 20 };
/* report_html_strip.c: returns the time of an event or round (unix ms), or -1. */
int64_t report_html_time(const struct json *v);
/* Returns the x coordinate of a time (unix ms); times outside the run are at its edges. */
double report_html_x(const struct html *h, int64_t at);
/* Begins a strip with the lines of the axis; ends it with the moment of the decision. */
void report_html_strip_open(const struct html *h);
void report_html_strip_close(const struct html *h);
/* Appends the axis below the strips, with times since the start. */
void report_html_axis(const struct html *h);
/* report_html_traffic.c: appends a strip for each service of the release: the share of its candidate. */
void report_html_traffic(const struct html *h);
/* report_html_time.c: appends the section of rounds, traffic and events over time; the table of events; of requests. */
void report_html_clock(const struct html *h);
void report_html_events(const struct html *h);
void report_html_requests(const struct html *h);

#endif
