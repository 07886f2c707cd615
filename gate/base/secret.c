/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c: secrets, and the registry that removes them from all output. */
#include "secret_index.h"

#include <ctype.h>
#include <string.h>

struct secret {
	const char *text, *shown;
	size_t n;
	bool hidden;
};
struct named {
	const char *name, *value;
	size_t n;
};
/* Hidden texts that are needed for a while. */
struct secrets_passing {
	struct arena *a; /* owns it and its texts */
	struct secret_index *known;
	struct secrets_passing *before;
	unsigned n, users;
};
struct secrets {
	struct arena *a;
	struct secret_index *known;
	struct secrets_passing *newest;
	bool blind;
	struct named *names;
	size_t n_names, cap_names;
};

static void wipe(void *arg)
{
	struct secrets *k = arg;
	secret_index_wipe(k->known);
	for (size_t i = 0; i < k->n_names; i++)
		crypto_wipe((void *)(uintptr_t)k->names[i].value, k->names[i].n);
}

struct secrets *secrets_new(struct arena *a)
{
	struct secrets *k = ARENA_NEW(a, struct secrets);
	k->a = a;
	k->known = secret_index_new(a);
	arena_defer(a, wipe, k);
	return k;
}

struct secrets *secrets_blind(struct arena *a)
{
	struct secrets *k = secrets_new(a);
	k->blind = true;
	return k;
}

bool secrets_are_blind(const struct secrets *k)
{
	return k->blind;
}

/* ---- Secrets --------------------------------------------------------------------------------------------- */

void secrets_hide(struct secrets *k, const char *text, size_t n)
{
	secret_index_forms(k->known, (struct str){ text, n }, true);
}

/* x: the index of a hidden text, which owns a copy of it; NULL: it is not hidden. a owns the rest. */
static struct secret *make(struct arena *a, struct secret_index *x, struct str text, bool in_part)
{
	struct secret *s = ARENA_NEW(a, struct secret);
	bool hidden = x != NULL;
	if (hidden)
		secret_index_forms(x, text, in_part);
	s->text = hidden && text.n >= SECRET_SHORTEST ? secret_index_add(x, text, in_part)
												  : arena_strndup(a, text.p, text.n);
	s->n = text.n;
	s->hidden = hidden;
	s->shown = hidden ? "[redacted]" : s->text;
	return s;
}

struct secret *secret_new(struct secrets *k, const char *text, size_t n, bool hidden)
{
	return make(k->a, hidden ? k->known : NULL, (struct str){ text, n }, true);
}

struct secret *secret_composed(struct secrets *k, const char *text, size_t n)
{
	return make(k->a, k->known, (struct str){ text, n }, false);
}

struct secret *secret_composed_in(struct secrets *k, struct arena *a, const char *text, size_t n)
{
	return make(a, k->known, (struct str){ text, n }, false);
}

struct secret *secret_plain_bytes(struct arena *a, struct str bytes)
{
	struct secret *s = ARENA_NEW(a, struct secret);
	s->n = bytes.n;
	s->text = s->shown = arena_strndup(a, bytes.n ? bytes.p : "", bytes.n);
	return s;
}

struct secret *secret_plain(struct arena *a, const char *text)
{
	return secret_plain_bytes(a, str_of(text));
}

struct secret *secret_printf(struct secrets *k, const char *fmt, ...)
{
	struct buf b = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct secret *s = secret_composed(k, buf_text(&b), b.n);
	crypto_wipe(b.p, b.n);
	buf_free(&b);
	return s;
}

struct secret *secret_new_shown(struct secrets *k, const char *text, size_t n, const char *shown)
{
	struct secret *s = secret_composed(k, text, n);
	s->shown = arena_strdup(k->a, shown);
	return s;
}

/* ---- Secrets that are needed for a while -------------------------------------------------------------------- */

static void wipe_passing(void *arg)
{
	secret_index_wipe(((struct secrets_passing *)arg)->known);
}

static void begin_another(struct secrets *k)
{
	struct arena *a = arena_under(k->a);
	struct secrets_passing *p = ARENA_NEW(a, struct secrets_passing);
	*p = (struct secrets_passing){ .a = a, .known = secret_index_new(a), .before = k->newest };
	arena_defer(a, wipe_passing, p);
	k->newest = p;
}

/* Those before the newest two were followed by LIMIT_SECRETS_PASSING others. */
static void forget_old(struct secrets *k)
{
	struct secrets_passing **at = k->newest && k->newest->before ? &k->newest->before->before : NULL;
	while (at && *at) {
		struct secrets_passing *p = *at;
		if (p->users) {
			at = &p->before;
			continue;
		}
		*at = p->before;
		arena_free(p->a);
	}
}

struct secrets_passing *secrets_pass(struct secrets *k)
{
	if (!k->newest || k->newest->n >= LIMIT_SECRETS_PASSING)
		begin_another(k);
	forget_old(k);
	k->newest->users++;
	return k->newest;
}

void secrets_passed(struct secrets *k, struct secrets_passing *p)
{
	p->users--;
	forget_old(k);
}

struct secret *secret_passing(struct secrets_passing *p, const char *text, size_t n, bool composed)
{
	p->n++;
	return make(p->a, p->known, (struct str){ text, n }, !composed);
}

const char *secret_reveal(const struct secret *s)
{
	return s->text;
}

size_t secret_size(const struct secret *s)
{
	return s->n;
}

const char *secret_shown(const struct secret *s)
{
	return s->shown;
}

bool secret_hidden(const struct secret *s)
{
	return s->hidden;
}

/* Returns how many bytes of text from `at` belong to a registered text, or 0. */
static size_t known_at(const struct secrets *k, struct str text, size_t at)
{
	size_t most = secret_index_at(k->known, text, at);
	for (const struct secrets_passing *p = k->newest; p; p = p->before) {
		size_t n = secret_index_at(p->known, text, at);
		most = n > most ? n : most;
	}
	return most;
}

static bool any_known(const struct secrets *k, struct str text)
{
	bool any = secret_index_in(k->known, text);
	for (const struct secrets_passing *p = k->newest; p && !any; p = p->before)
		any = secret_index_in(p->known, text);
	return any;
}

static void put_unhidden(const struct secrets *k, struct str text, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; k && i < text.n;) {
		size_t n = known_at(k, text, i);
		if (!n) {
			i++;
			continue;
		}
		buf_put(out, text.p + from, i - from);
		buf_puts(out, "[redacted]");
		i += n;
		from = i;
	}
	buf_put(out, text.p + from, text.n - from);
}

bool secrets_in(const struct secrets *k, struct str text)
{
	return (k && any_known(k, text)) || secret_shaped(text);
}

void secrets_scrub(const struct secrets *k, struct str text, struct buf *out)
{
	if (!secrets_in(k, text)) {
		buf_put(out, text.p, text.n);
		return;
	}
	struct buf known = BUF_MAX(out->max);
	put_unhidden(k, text, &known);
	secret_put_unshaped((struct str){ buf_text(&known), known.n }, out);
	out->over = out->over || known.over;
	buf_free(&known);
}

/* ---- Values by their variable's name --------------------------------------------------------------------- */

/* a run of this many bytes of a longer value is taken for a part of it, because messages cut long lines */
enum { PART = 12 };

void secrets_name(struct secrets *k, const char *name, const char *value)
{
	for (size_t i = 0; i < k->n_names; i++)
		if (!strcmp(k->names[i].name, name))
			return;
	k->names = arena_grow(k->a, k->names, k->n_names, &k->cap_names, sizeof(*k->names));
	k->names[k->n_names++] = (struct named){ arena_strdup(k->a, name), arena_strdup(k->a, value), strlen(value) };
}

static size_t common(const char *a, size_t n, const char *b, size_t m)
{
	size_t i = 0;
	while (i < n && i < m && a[i] == b[i])
		i++;
	return i;
}

/* A short value may be part of an unrelated word, so it counts only in quotes. */
static bool is_quoted(struct str text, size_t at, size_t n)
{
	return at && at + n < text.n && strchr("\"'", text.p[at - 1]) && text.p[at - 1] && text.p[at + n] == text.p[at - 1];
}

/* How many bytes of text from `at` belong to the value. */
static size_t value_at(const struct named *v, struct str text, size_t at)
{
	const char *p = text.p + at;
	size_t left = text.n - at, whole = common(p, left, v->value, v->n);
	if (whole == v->n && (v->n >= SECRET_SHORTEST || is_quoted(text, at, v->n)))
		return whole;
	if (whole >= SECRET_SHORTEST && secret_cut_after(text, at + whole))
		return whole;
	const char *in = left >= PART ? memmem(v->value, v->n, p, PART) : NULL;
	return in ? common(p, left, in, v->n - (size_t)(in - v->value)) : 0;
}

void secrets_put_named(const struct secrets *k, struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.n;) {
		size_t longest = 0;
		const char *name = "";
		for (size_t i = 0; k && i < k->n_names; i++) {
			size_t n = value_at(&k->names[i], text, at);
			name = n > longest ? k->names[i].name : name;
			longest = n > longest ? n : longest;
		}
		if (longest)
			buf_printf(out, "${%s}", name);
		else
			buf_putc(out, text.p[at]);
		at += longest ? longest : 1;
	}
}
