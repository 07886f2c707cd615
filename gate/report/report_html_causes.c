/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_causes.c: the tree of causes, as nested lists: symptoms with the same explanation, and below them what
 * explains them. */
#include "report_causes.h"
#include "report_html.h"

enum { FINDINGS_SHOWN = 8, FOLDED_MIN = 3 };

static const char *class_of(enum report_cause_mark mark)
{
	switch (mark) {
	case REPORT_CAUSE_SYMPTOM:
	case REPORT_CAUSE_LIKELY: return "bad";
	case REPORT_CAUSE_NEW:
	case REPORT_CAUSE_SHARED:
	case REPORT_CAUSE_ALSO: return "unsure";
	case REPORT_CAUSE_OPEN:
	case REPORT_CAUSE_NOT:
	case REPORT_CAUSE_NONE:
	case REPORT_CAUSE_CHANGED:
	case REPORT_CAUSE_LOGGED:
	case REPORT_CAUSE_MORE: break;
	}
	return "quiet";
}

static void put_reason(const struct html *h, const struct report_cause_line *line)
{
	const char *word = report_cause_word(line->mark);
	buf_printf(h->out, "<li class=\"%s\">", class_of(line->mark));
	if (*word)
		buf_printf(h->out, "<span class=\"pill\">%s</span> ", word);
	report_html_put(h, str_of(line->text));
	buf_puts(h->out, "</li>\n");
}

/* What stands below a symptom. A long list is folded behind its first lines, which are the strongest. */
static void put_reasons(const struct html *h, const struct report_cause_line *lines, size_t n)
{
	size_t shown = n < FINDINGS_SHOWN + FOLDED_MIN ? n : FINDINGS_SHOWN;
	if (!n)
		return;
	buf_puts(h->out, "<ul>\n");
	for (size_t i = 0; i < shown; i++)
		put_reason(h, &lines[i]);
	if (shown < n) {
		buf_printf(h->out, "<li class=\"quiet\"><details><summary>%zu more</summary><ul>\n", n - shown);
		for (size_t i = shown; i < n; i++)
			put_reason(h, &lines[i]);
		buf_puts(h->out, "</ul></details></li>\n");
	}
	buf_puts(h->out, "</ul>");
}

/* Returns the number of lines at the head of a group: symptoms that share what stands below them. */
static size_t heads(const struct report_cause_line *lines, size_t n)
{
	size_t i = 1;
	while (i < n && lines[i].joins)
		i++;
	return i;
}

static void put_group(const struct html *h, const struct report_cause_line *lines, size_t n_heads, size_t n)
{
	buf_printf(h->out, "<li class=\"%s\">", class_of(lines[0].mark));
	for (size_t i = 0; i < n_heads; i++) {
		const char *word = report_cause_word(lines[i].mark);
		buf_puts(h->out, lines[i].mark == REPORT_CAUSE_SYMPTOM ? "<p class=\"symptom\">" : "<p>");
		if (*word)
			buf_printf(h->out, "<span class=\"pill\">%s</span> ", word);
		report_html_put(h, str_of(lines[i].text));
		buf_puts(h->out, "</p>\n");
	}
	put_reasons(h, lines + n_heads, n - n_heads);
	buf_puts(h->out, "</li>\n");
}

void report_html_causes(const struct html *h)
{
	size_t n;
	const struct report_cause_line *all = report_causes(h->a, h->e, &n);
	if (!n || report_is(h->e, "verdict", "passed"))
		return;
	buf_puts(h->out, "<section><h2>Why</h2><ul class=\"tree card\">\n");
	for (size_t i = 0, end; i < n; i = end) {
		size_t n_heads = heads(&all[i], n - i);
		for (end = i + n_heads; end < n && all[end].depth;)
			end++;
		put_group(h, &all[i], n_heads, end - i);
	}
	buf_puts(h->out, "</ul></section>\n");
}
