/* SPDX-License-Identifier: Apache-2.0 */
/* note_text.c: parses notes, in which each line is a record, and the messages of their commits. No side effects. */
#include "note_text.h"

#include <stdio.h>
#include <string.h>

/* Returns the next line without its end, and removes it from text. */
static struct str next_line(struct str *text)
{
	const char *stop = memchr(text->p, '\n', text->n);
	struct str line = { text->p, stop ? (size_t)(stop - text->p) : text->n };
	size_t taken = line.n + (stop ? 1 : 0);
	*text = (struct str){ text->p + taken, text->n - taken };
	return line;
}

void note_text_lines(struct arena *a, const char *commit, struct str text, struct note_lines *out)
{
	for (size_t number = 1; text.n; number++) {
		struct str line = next_line(&text);
		if (!line.n)
			continue;
		char *copy = arena_alloc(a, line.n + 2);
		memcpy(copy, line.p, line.n);
		copy[line.n] = '\n'; /* the last line may lack its end */
		out->items = arena_grow(a, out->items, out->n, &out->cap, sizeof(*out->items));
		out->items[out->n++] = (struct note_line){ commit, number, { copy, line.n + 1 } };
	}
}

bool note_text_holds(struct str text, const char *line)
{
	while (text.n)
		if (str_is(next_line(&text), line))
			return true;
	return false;
}

int note_text_add(struct str text, const char *line, struct buf *out, const char **why)
{
	*why = "the note on this commit contains a NUL byte, so nothing can be added to it";
	if (text.n && memchr(text.p, '\0', text.n)) /* libgit2 would cut the note there */
		return -1;
	buf_put(out, text.p, text.n);
	buf_puts(out, text.n && text.p[text.n - 1] != '\n' ? "\n" : "");
	buf_puts(out, line);
	buf_putc(out, '\n');
	*why = "the note on this commit would become too large";
	return out->over ? -1 : 0;
}

bool note_text_head(const char *message, struct chain_head *out)
{
	struct chain_head h = { 0 };
	long long sequence = 0;
	const char *tail = strstr(message, "\nSequence: ");
	if (!tail || sscanf(tail, "\nSequence: %18lld\nSha256: %64[0-9a-f]", &sequence, h.sha256) != 2)
		return false;
	if (sequence <= 0 || strlen(h.sha256) != SHA256_HEX - 1)
		return false;
	h.sequence = sequence;
	*out = h;
	return true;
}
