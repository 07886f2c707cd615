/* SPDX-License-Identifier: Apache-2.0 */
/* query.c: {{NAME}} of metrics and logs: a fact of the service they are of. */
#include "query.h"
#include "../../watch/facts.h"

#include <string.h>

int64_t signal_deadline(const struct run *r)
{
	int64_t by = loop_now(r->loop) + LIMIT_SIGNAL_MS;
	return by < r->round_deadline ? by : r->round_deadline;
}

/* ---- At run time: the facts themselves ---------------------------------------------------------------- */

struct known { const struct json *facts; const char *alias; };

/* Walks part by part, so that a hole on the way says why. */
static const struct json *signal_fact(void *arg, const char *name, struct err *e)
{
	const struct known *k = arg;
	const struct json *at = k->facts, *hole = NULL;
	for (const char *p = name; *p && at && !(hole = json_get(at, CEL_HOLE)); p += *p == '.') {
		char part[256];
		size_t n = strcspn(p, ".");
		if (n >= sizeof(part))
			break;
		memcpy(part, p, n);
		part[n] = '\0';
		at = json_at(at, part);
		p += n;
	}
	hole = hole ? hole : json_get(at, CEL_HOLE);
	if (at && !hole)
		return at;
	err_set(e, ERR_EVAL, hole ? "{{%s}} is not known: %s" : "{{%s}}: services.%s has no such fact", name, hole ? json_text(hole).p : k->alias);
	return NULL;
}

const char *signal_fill(struct run *r, const struct look *l, enum template_language language, const char *text, struct err *e)
{
	struct known k = { .alias = l->service ? l->service->config->member.alias : "" };
	if (!strstr(text, "{{"))
		return text;
	k.facts = l->service ? service_facts(l->a, r, l->service) : json_new_object(l->a);
	return template_fill(l->a, language, text, signal_fact, &k, e);
}

/* ---- Beforehand: the documented names --------------------------------------------------------------------- */

struct names { struct arena *a; const char *service; const struct json *any; };

/* One step into what a service's facts will look like: "labels", "traffic[0]". NULL with e: there is no such fact. */
static const struct cel_shape *step(struct arena *a, const struct cel_shape *at, const char *part, const char *name,
	struct err *e)
{
	const char **names = ARENA_ARRAY(a, const char *, at->n + 1);
	size_t n = 0;
	for (; n < at->n; n++) {
		if (!strcmp(at->fields[n].name, part))
			return at->fields[n].shape;
		names[n] = at->fields[n].name;
	}
	if (at->kind == CEL_MAP && at->open)
		return at->each;
	const char *near = text_nearest(part, names, n);
	err_set(e, ERR_CONFIG, "{{%s}}: there is no fact \"%s\"%s%s%s", name, part, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return NULL;
}

/* The documented facts of a service, part by part; where anything may stand nothing can be said. */
static int check_name(struct arena *a, const char *name, struct err *e)
{
	const struct cel_shape *at = shape_member(a, &source_service);
	char *copy = arena_strdup(a, name), *save = NULL;
	struct err why = { .code = ERR_NONE };
	for (char *part = strtok_r(copy, ".", &save); part && at; part = strtok_r(NULL, ".", &save)) {
		const char *index = strchr(part, '[');
		at = step(a, at, arena_strndup(a, part, strcspn(part, "[")), name, &why);
		at = at && index && at->kind == CEL_LIST ? at->each : at;
	}
	if (why.code == ERR_NONE && at && (at->kind == CEL_MAP || at->kind == CEL_LIST))
		err_set(&why, ERR_CONFIG, "{{%s}} is a %s, not a text or a number", name, at->kind == CEL_MAP ? "map" : "list");
	if (why.code == ERR_NONE)
		return 0;
	*e = why;
	return -1;
}

static const struct json *signal_name(void *arg, const char *name, struct err *e)
{
	const struct names *k = arg;
	if (k->service)
		return check_name(k->a, name, e) ? NULL : k->any;
	err_set(e, ERR_CONFIG, "{{%s}} is a fact of a service; say which: service = \"ALIAS\"", name);
	return NULL;
}

const char *signal_check(struct arena *a, const char *service, enum template_language language, const char *text, struct err *e)
{
	struct names k = { a, service, json_new_string(a, "x") };
	return template_fill(a, language, text, signal_name, &k, e);
}
