/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_index.c: serializes pieces of earlier evidence as an index file, and reads it. No side effects. Each
 * evidence has a line, followed by a line for each of its services:
 *
 *   rungate-index 3 TRUST
 *   s TEXT                                                       texts, numbered from 0
 *   e FILE SIZE CHANGED SHA256 PREVIOUS SEQUENCE AT FLAGS FACTS STAGE  an evidence, sorted by
 *                                                                      file
 *   r SERVICE UID URI CANDIDATE DIGEST FLAGS WITH [REVISION PERCENT]...  a service of it; names are numbers of texts
 *   end
 *
 * Words are separated by one space. In a word, %XX encodes a byte; "-" alone means none.
 */
#include "history.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_HEAD "rungate-index 3"

/* ---- Writing ------------------------------------------------------------------------------------------ */

static void put_word(struct buf *out, const char *text)
{
	buf_putc(out, ' ');
	if (!*text)
		buf_putc(out, '-');
	for (const char *c = text; *c; c++) {
		unsigned char b = (unsigned char)*c;
		if (b > ' ' && b < 0x7F && b != '%' && !(b == '-' && !text[1]))
			buf_putc(out, *c);
		else
			buf_printf(out, "%%%02X", b);
	}
}

/* The same long names occur in each evidence: they are written once, sorted, and referred to by number. */
struct names {
	const char **items;
	size_t n, cap;
};

static void add_name(struct arena *a, struct names *all, const char *text)
{
	if (!text)
		return;
	all->items = arena_grow(a, all->items, all->n, &all->cap, sizeof(*all->items));
	all->items[all->n++] = text;
}

static void put_name(const struct names *all, const char *text, struct buf *out)
{
	const char *const *at = text ? bsearch(&text, all->items, all->n, sizeof(*all->items), text_order) : NULL;
	if (at)
		buf_printf(out, " %zu", (size_t)(at - all->items));
	else
		buf_puts(out, " -");
}

/* Returns the facts of the piece's passed records as JSON text, or NULL. */
static const char *facts_text(struct arena *a, const struct history_piece *p)
{
	const struct json *facts = NULL;
	for (size_t i = 0; i < p->n && !facts; i++)
		facts = p->records[i].facts;
	if (!json_size(facts))
		return NULL;
	struct buf b = BUF_MAX(LIMIT_INDEX_BYTES);
	json_print(facts, JSON_SORTED, &b);
	const char *text = b.over ? NULL : arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static struct names names_of(struct arena *a, const struct history_piece *all, size_t n, const char *const *facts)
{
	struct names names = { NULL, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		add_name(a, &names, facts[i]);
		add_name(a, &names, all[i].stage);
		for (size_t j = 0; j < all[i].n; j++) {
			const struct record *k = &all[i].records[j];
			add_name(a, &names, k->service);
			add_name(a, &names, k->uid);
			add_name(a, &names, k->uri);
			add_name(a, &names, k->candidate);
			add_name(a, &names, k->digest);
			add_name(a, &names, k->with);
			for (size_t l = 0; l < k->after.n; l++)
				add_name(a, &names, k->after.rows[l].revision);
		}
	}
	if (names.n)
		qsort(names.items, names.n, sizeof(*names.items), text_order);
	size_t kept = 0;
	for (size_t i = 0; i < names.n; i++)
		if (!kept || strcmp(names.items[kept - 1], names.items[i]) != 0)
			names.items[kept++] = names.items[i];
	names.n = kept;
	return names;
}

static void put_record(const struct names *names, const struct record *k, struct buf *out)
{
	buf_putc(out, 'r');
	put_name(names, k->service, out);
	put_name(names, k->uid, out);
	put_name(names, k->uri, out);
	put_name(names, k->candidate, out);
	put_name(names, k->digest, out);
	buf_printf(out, " .%s%s%s%s", k->verdict == RECORD_PASSED ? "p" : "", k->verdict == RECORD_FAILED ? "f" : "",
		k->again ? "a" : "", k->moved ? "m" : "");
	put_name(names, k->with, out);
	for (size_t i = 0; i < k->after.n; i++) {
		put_name(names, k->after.rows[i].revision, out);
		buf_printf(out, " %d", k->after.rows[i].percent);
	}
	buf_putc(out, '\n');
}

static void put_piece(const struct names *names, const struct history_piece *p, const char *facts, struct buf *out)
{
	buf_putc(out, 'e');
	put_word(out, p->file);
	buf_printf(out, " %lld %lld %s %s %lld %lld .%s%s", (long long)p->size, (long long)p->changed, p->link.sha256,
		*p->link.previous ? p->link.previous : "-", (long long)p->link.sequence, (long long)p->at,
		p->trusted ? "t" : "", p->enveloped ? "e" : "");
	put_name(names, facts, out);
	put_name(names, p->stage, out);
	buf_putc(out, '\n');
	for (size_t i = 0; i < p->n; i++)
		put_record(names, &p->records[i], out);
}

void index_put(const struct history_piece *all, size_t n, const char *trust, struct buf *out)
{
	struct arena *a = arena_new();
	const char **facts = ARENA_ARRAY(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		facts[i] = facts_text(a, &all[i]);
	struct names names = names_of(a, all, n, facts);
	buf_printf(out, INDEX_HEAD " %s\n", trust);
	for (size_t i = 0; i < names.n; i++) {
		buf_putc(out, 's');
		put_word(out, names.items[i]);
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < n; i++)
		put_piece(&names, &all[i], facts[i], out);
	buf_puts(out, "end\n");
	arena_free(a);
}

/* ---- Reading ------------------------------------------------------------------------------------------- */

/* facts: text parsed as JSON; NULL: not needed so far */
struct text {
	const char *text;
	const struct json *facts;
};

struct taking {
	struct arena *a;
	char *p; /* the rest of the line; NULL: end of line */
	struct text *texts;
	size_t n_texts, cap_texts, cap_records;
	const struct json *facts; /* of the current piece */
	struct history_piece *pieces;
	size_t n, cap;
	bool bad;
};

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void decode(struct taking *t, char *word)
{
	char *to = word;
	for (const char *c = word; *c; c++) {
		if (*c != '%') {
			*to++ = *c;
			continue;
		}
		int high = hex_digit(c[1]), low = high < 0 ? -1 : hex_digit(c[2]);
		if (low < 0 || !(high | low)) {
			t->bad = true;
			return;
		}
		*to++ = (char)(high << 4 | low);
		c += 2;
	}
	*to = '\0';
}

/* Returns the next word of the line; "" for "-". At the end of the line sets bad and returns "". */
static const char *word(struct taking *t)
{
	char *from = t->p;
	if (!from) {
		t->bad = true;
		return "";
	}
	char *end = strchr(from, ' ');
	if (end)
		*end = '\0';
	t->p = end ? end + 1 : NULL;
	if (!strcmp(from, "-"))
		return "";
	decode(t, from);
	return from;
}

static int64_t number(struct taking *t)
{
	const char *text = word(t);
	char *end;
	long long n = strtoll(text, &end, 10);
	t->bad = t->bad || !*text || *end || strlen(text) > 19;
	return n;
}

/* Returns the text with the number in the next word; NULL for "-". Sets bad if it is needed but missing, or invalid. */
static struct text *named(struct taking *t, bool needed)
{
	const char *is = word(t);
	char *end;
	unsigned long i = strtoul(is, &end, 10);
	if (!*is && !needed)
		return NULL;
	if (!*is || *end || i >= t->n_texts) {
		t->bad = true;
		return NULL;
	}
	return &t->texts[i];
}

static const char *name(struct taking *t, bool needed)
{
	const struct text *x = named(t, needed);
	return x ? x->text : needed ? "" : NULL;
}

static void digest(struct taking *t, char *out, bool may_lack)
{
	const char *text = word(t);
	bool fits = strlen(text) == SHA256_HEX - 1 && strspn(text, "0123456789abcdef") == SHA256_HEX - 1;
	if (fits)
		memcpy(out, text, SHA256_HEX);
	t->bad = t->bad || (!fits && !(may_lack && !*text));
}

static void take_text(struct taking *t)
{
	t->texts = arena_grow(t->a, t->texts, t->n_texts, &t->cap_texts, sizeof(*t->texts));
	t->texts[t->n_texts++] = (struct text){ word(t), NULL };
}

static const struct json *take_facts(struct taking *t)
{
	struct text *x = named(t, false);
	struct json *facts = NULL;
	struct err e;
	if (x && !x->facts && json_parse(t->a, str_of(x->text), &facts, &e))
		t->bad = true;
	if (x && !x->facts)
		x->facts = facts;
	return x ? x->facts : NULL;
}

static void take_piece(struct taking *t)
{
	struct history_piece p = { .file = word(t) };
	p.size = number(t);
	p.changed = number(t);
	digest(t, p.link.sha256, false);
	digest(t, p.link.previous, true);
	p.link.sequence = number(t);
	p.at = number(t);
	const char *flags = word(t);
	p.trusted = strchr(flags, 't') != NULL;
	p.enveloped = strchr(flags, 'e') != NULL;
	p.link.name = p.file;
	t->facts = take_facts(t);
	p.stage = name(t, false);
	t->bad = t->bad || (p.stage && !p.trusted);
	bool in_order = !t->n || strcmp(t->pieces[t->n - 1].file, p.file) < 0;
	t->bad = t->bad || !*p.file || strchr(p.file, '/') || p.size < 0 || !in_order;
	t->cap_records = 0;
	t->pieces = arena_grow(t->a, t->pieces, t->n, &t->cap, sizeof(p));
	t->pieces[t->n++] = p;
}

/* Reads pairs of revision and percent until the end of the line. */
static void take_split(struct taking *t, struct cloudrun_split *out)
{
	size_t spaces = 0, cap;
	for (const char *c = t->p; c && *c; c++)
		spaces += *c == ' ';
	cap = spaces / 2 + 1;
	out->rows = ARENA_ARRAY(t->a, struct cloudrun_target, cap);
	while (t->p && !t->bad && out->n < cap) {
		const char *revision = name(t, true);
		int64_t percent = number(t);
		t->bad = t->bad || percent < 1 || percent > 100;
		out->rows[out->n++] = (struct cloudrun_target){ .revision = revision, .percent = (int)percent };
	}
}

static void take_record(struct taking *t)
{
	struct record k = { .service = name(t, true) };
	struct history_piece *p = t->n ? &t->pieces[t->n - 1] : NULL;
	k.uid = name(t, true);
	k.uri = name(t, false);
	k.candidate = name(t, true);
	k.digest = name(t, false);
	const char *flags = word(t);
	k.with = name(t, false);
	if (t->bad || !p || !p->trusted) {
		t->bad = true;
		return;
	}
	k.at = p->at;
	k.verdict = strchr(flags, 'p') ? RECORD_PASSED : strchr(flags, 'f') ? RECORD_FAILED : RECORD_OTHER;
	k.again = strchr(flags, 'a') != NULL;
	k.moved = strchr(flags, 'm') != NULL;
	k.facts = k.verdict == RECORD_PASSED ? t->facts : NULL;
	take_split(t, &k.after);
	p->records = arena_grow(t->a, p->records, p->n, &t->cap_records, sizeof(k));
	p->records[p->n++] = k;
}

static void take_line(struct taking *t, char kind)
{
	if (kind == 's')
		take_text(t);
	else if (kind == 'e')
		take_piece(t);
	else if (kind == 'r')
		take_record(t);
	else
		t->bad = true;
	t->bad = t->bad || t->p; /* there are further words */
}

int index_take(struct arena *a, char *text, const char *trust, struct history_piece **out, size_t *n)
{
	struct taking t = { .a = a };
	const char *head = arena_printf(a, INDEX_HEAD " %s\n", trust);
	if (strncmp(text, head, strlen(head)) != 0)
		return -1;
	for (char *line = text + strlen(head); strcmp(line, "end\n") != 0;) {
		char *end = strchr(line, '\n');
		if (!end || end - line < 2 || line[1] != ' ')
			return -1;
		*end = '\0';
		t.p = line + 2;
		take_line(&t, line[0]);
		if (t.bad)
			return -1;
		line = end + 1;
	}
	*out = t.pieces;
	*n = t.n;
	return 0;
}
