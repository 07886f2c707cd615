/* SPDX-License-Identifier: Apache-2.0 */
/* signature.c: parses signatures. */
#include "signature.h"

#include <string.h>

/* clang-format off */
static const struct { const char *word; cel_kinds kinds; } words[] = {
	{ "number", CEL_NUMBERS }, { "string", CEL_KIND(CEL_STRING) }, { "zone", CEL_KIND(CEL_STRING) },
	{ "bytes", CEL_KIND(CEL_BYTES) },
	{ "list", CEL_KIND(CEL_LIST) }, { "map", CEL_KIND(CEL_MAP) }, { "null", CEL_KIND(CEL_NULL) },
	{ "bool", CEL_KIND(CEL_BOOL) },
	{ "int", CEL_KIND(CEL_INT) }, { "uint", CEL_KIND(CEL_UINT) }, { "double", CEL_KIND(CEL_DOUBLE) },
	{ "timestamp", CEL_KIND(CEL_TIMESTAMP) }, { "duration", CEL_KIND(CEL_DURATION) }, { "type", CEL_KIND(CEL_TYPE) },
	{ "optional", CEL_KIND(CEL_OPTIONAL) }, { "ip", CEL_KIND(CEL_IP) }, { "cidr", CEL_KIND(CEL_CIDR) },
	{ "any", CEL_ANY },
};
/* clang-format on */

static struct cel_type type_at(const char **p)
{
	struct cel_type t = { 0, 0 };
	do {
		*p += **p == '|';
		size_t n = strspn(*p, "abcdefghijklmnopqrstuvwxyz");
		for (size_t i = 0; i < COUNTOF(words); i++)
			if (strlen(words[i].word) == n && !memcmp(words[i].word, *p, n))
				t.kinds |= words[i].kinds;
		*p += n;
		if (**p == '(') {
			++*p;
			t.items = type_at(p).kinds;
			++*p;
		}
	} while (**p == '|');
	return t;
}

static void take(struct cel_overload *o, const char **p)
{
	struct cel_type t = type_at(p);
	if (o->n < COUNTOF(o->takes))
		o->takes[o->n++] = t;
}

static struct cel_overload overload_at(const char **p, const char *name)
{
	struct cel_overload o = { .n = 0 };
	size_t n = strlen(name);
	if (strncmp(*p, name, n) != 0 || (*p)[n] != '(') {
		take(&o, p);
		++*p;
	}
	for (*p += n + 1; **p != ')'; *p += strspn(*p, ",[] ")) {
		if (**p == '.') {
			o.more = true;
			*p += strlen("...");
		} else if (**p != '[') {
			take(&o, p);
		}
	}
	*p += strlen(") -> ");
	o.gives = type_at(p);
	return o;
}

size_t cel_overloads(const struct cel_function *f, struct cel_overload *out, size_t room)
{
	size_t n = 0;
	for (const char *p = f->signature; *p && n < room; p += strspn(p, "; "))
		out[n++] = overload_at(&p, f->name);
	return n;
}

/* ---- Kinds in messages -------------------------------------------------------------------------------- */

const char *cel_kind_word(enum cel_kind kind)
{
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (words[i].kinds == CEL_KIND(kind))
			return words[i].word;
	return cel_kind_name(kind);
}

/* Returns "a ", "an " or "". */
static const char *article_of(const char *word)
{
	return !strncmp(word, "bytes", 5) ? "" : strchr("aio", word[0]) ? "an " : "a ";
}

/* Without an article. */
static const char *type_words(struct arena *a, struct cel_type t)
{
	const char *parts[COUNTOF(words)], *text = "";
	size_t n = 0;
	for (size_t i = 0; i < COUNTOF(words); i++) {
		if (!t.kinds || (t.kinds & words[i].kinds) != words[i].kinds)
			continue;
		t.kinds &= ~words[i].kinds;
		bool items = t.items && words[i].kinds == CEL_KIND(CEL_LIST);
		parts[n++] = items ? arena_printf(a, "list of %s", type_words(a, (struct cel_type){ t.items, 0 }))
						   : words[i].word;
	}
	for (size_t i = 0; i < n; i++)
		text = arena_printf(a, "%s%s%s", text, !i ? "" : i + 1 < n ? ", " : " or ", parts[i]);
	return text;
}

const char *cel_type_text(struct arena *a, struct cel_type t)
{
	const char *text = type_words(a, t);
	return arena_printf(a, "%s%s", article_of(text), text);
}
