/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_found.c: reads pieces of earlier evidence, each with temporary memory, and collects what they say about
 * services; reads those of the git notes. Runs in a thread.
 */
#include "evidence.h"
#include "history.h"

#include <string.h>

char *history_bound_text(struct arena *a, const struct bound *b)
{
	return b->met == BOUND_TIME ? arena_printf(a, "%d s", LIMIT_HISTORY_MS / 1000)
								: arena_printf(a, "%d MiB", LIMIT_HISTORY_BYTES / (1024 * 1024));
}

void history_say(struct history_found *out, const char *text)
{
	out->said = arena_grow(out->a, out->said, out->n_said, &out->cap_said, sizeof(*out->said));
	out->said[out->n_said++] = text;
}

/* Rules are most of the bytes. They are parsed only if `condemned` must be derived from them. */
static int read_statement(const struct history_wanted *w, struct arena *scratch, const char *name, struct str bytes,
	bool *by_rules, struct statement *out, struct err *e)
{
	int rc = statement_read_part(scratch, name, bytes, w->trust, &statement_history, out, e);
	*by_rules = !rc && history_needs_rules(out->predicate);
	if (!*by_rules)
		return rc;
	return statement_read_part(scratch, name, bytes, w->trust, &statement_history_rules, out, e);
}

/* Unreadable evidence is reported by name, untrusted evidence only as a count. */
void history_take(struct history_found *out, const struct history_wanted *w, struct arena *scratch, const char *name,
	struct str bytes, struct history_read *was)
{
	struct statement s;
	struct err e;
	*was = (struct history_read){ .seen = true };
	int rc = read_statement(w, scratch, name, bytes, &was->by_rules, &s, &e);
	was->untrusted = rc && e.code == ERR_DENIED;
	if (rc && !was->untrusted)
		was->said = arena_printf(out->a, "earlier evidence is ignored: %s", e.text);
	else if (rc || history_piece(out->a, w->reached, &s, &was->piece))
		memcpy(was->piece.link.sha256, s.sha256, SHA256_HEX);
	was->piece.enveloped = s.enveloped;
}

void history_add(struct history_found *out, const struct history_read *was)
{
	const struct history_piece *p = &was->piece;
	out->seen += was->seen;
	out->any_signed = out->any_signed || p->enveloped;
	out->untrusted += was->untrusted;
	if (was->said) {
		history_say(out, was->said);
	} else if (p->trusted) {
		out->pieces = arena_grow(out->a, out->pieces, out->n, &out->cap, sizeof(*p));
		out->pieces[out->n++] = *p;
	} else if (was->untrusted) {
		out->others = arena_grow(out->a, out->others, out->n_others, &out->cap_others, sizeof(*p));
		out->others[out->n_others++] = *p;
	}
}

void history_read_notes(
	const char *repository, const struct history_wanted *w, struct bound *b, struct history_found *out)
{
	struct arena *scratch = arena_new();
	struct note_line *lines = NULL;
	size_t n = 0, read = 0;
	struct err e;
	if (notes_read(scratch, repository, b, &lines, &n, &e))
		history_say(out, arena_printf(out->a, "git notes could not be read: %s", e.text));
	while (read < n &&
		(b->met == BOUND_BYTES || bound_take(b, 0))) { /* if the bytes ran out, the lines read so far still count */
		struct arena *parsed = arena_new();
		struct history_read was;
		const char *name = arena_printf(out->a, "note on %s", lines[read].commit);
		history_take(out, w, parsed, name, lines[read++].text, &was);
		history_add(out, &was);
		arena_free(parsed);
	}
	if (b->met)
		history_say(out,
			arena_printf(out->a, "reading git notes stopped after %s: %zu records were read; the others are ignored",
				history_bound_text(out->a, b), read));
	arena_free(scratch);
}
