/* SPDX-License-Identifier: Apache-2.0 */
/* query.c: {{NAME}} of metrics and logs: a fact of the service they are of. */
#include "query.h"
#include "../source.h"

#include <string.h>

int64_t signal_deadline(const struct looks *looks)
{
	int64_t by = loop_now(looks->loop) + LIMIT_SIGNAL_MS;
	return by < looks->deadline ? by : looks->deadline;
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
	err_set(e, ERR_EVAL, hole ? "{{%s}} is not known: %s" : "{{%s}}: services.%s has no such fact", name,
		hole ? json_text(hole).p : k->alias);
	return NULL;
}

const char *signal_fill(const struct looks *looks, const struct release *release, const struct look *l,
	enum template_language language, const char *text, struct err *e)
{
	struct known k = { .alias = l->service ? l->service->config->member.alias : "" };
	if (!strstr(text, "{{"))
		return text;
	k.facts = l->service ? service_facts(l->a, release, l->service, gcp_wall(looks->gcp)) : json_new_object(l->a);
	return template_fill(l->a, language, text, signal_fact, &k, e);
}
