/* SPDX-License-Identifier: Apache-2.0 */
/* report_causes_text.c: the tree of causes as text. Every line is indented, so that recorded text cannot imitate lines
 * of the report. */
#include "report_causes.h"

enum { LINE_MAX_BYTES = 1024, WORD_WIDTH = 11 };

static const char *color_of(enum report_cause_mark mark)
{
	switch (mark) {
	case REPORT_CAUSE_SYMPTOM:
	case REPORT_CAUSE_LIKELY: return "31";
	case REPORT_CAUSE_NEW:
	case REPORT_CAUSE_SHARED:
	case REPORT_CAUSE_ALSO: return "33";
	case REPORT_CAUSE_OPEN:
	case REPORT_CAUSE_NOT:
	case REPORT_CAUSE_NONE:
	case REPORT_CAUSE_CHANGED:
	case REPORT_CAUSE_LOGGED:
	case REPORT_CAUSE_MORE: break;
	}
	return NULL;
}

static void put_line(struct arena *a, const struct report_cause_line *line, bool color, struct buf *out)
{
	const char *text = text_cut_printable(a, str_of(line->text), LINE_MAX_BYTES), *word = report_cause_word(line->mark);
	const char *paint = color ? color_of(line->mark) : NULL;
	bool symptom = line->mark == REPORT_CAUSE_SYMPTOM;
	buf_puts(out, line->depth ? "    " : "  ");
	buf_puts(out, paint ? arena_printf(a, "\033[%sm", paint) : "");
	if (symptom)
		buf_puts(out, text);
	else
		buf_printf(out, "%-*s", *word ? WORD_WIDTH : 0, word);
	buf_puts(out, paint ? "\033[0m" : "");
	if (!symptom)
		buf_printf(out, " %s", text);
	buf_putc(out, '\n');
}

static bool is_finding(enum report_cause_mark mark)
{
	return mark == REPORT_CAUSE_LIKELY || mark == REPORT_CAUSE_NEW || mark == REPORT_CAUSE_SHARED ||
		mark == REPORT_CAUSE_OPEN || mark == REPORT_CAUSE_NOT;
}

bool report_causes_text(struct arena *a, const struct json *predicate, bool color, size_t most, struct buf *out)
{
	size_t n, shown = 0, hidden = 0;
	const struct report_cause_line *lines = report_causes(a, predicate, &n);
	if (!n)
		return false;
	buf_puts(out, color ? "\n\033[1mWhy\033[0m\n" : "\nWhy\n");
	for (size_t i = 0; i < n; i++) {
		bool finding = is_finding(lines[i].mark);
		shown = finding ? shown + 1 : lines[i].depth ? shown : 0;
		bool hides = finding && most && shown > most;
		hidden += hides;
		if (!hides)
			put_line(a, &lines[i], color, out);
		if (hidden && (i + 1 == n || !lines[i + 1].depth)) {
			buf_printf(out, "    %-*s %zu more: rungate report --why FILE\n", WORD_WIDTH, "", hidden);
			hidden = 0;
		}
	}
	return true;
}

void report_why(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out)
{
	const struct report_headline *h = report_headline(predicate);
	buf_printf(out, "%s: %s\n", h->word, h->meaning);
	if (report_causes_text(a, predicate, style->color, 0, out))
		return;
	if (json_get(predicate, "causes") || !report_count(json_get(predicate, "rules"), "fail"))
		buf_puts(out, "  no rule failed\n");
	else
		buf_puts(out, "  this evidence records no causes: see the failed rules (rungate report FILE)\n");
}
