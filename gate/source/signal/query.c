/* SPDX-License-Identifier: Apache-2.0 */
/* query.c: substitutes {{NAME}} in metrics and logs by a fact of their service. */
#include "query.h"
#include "../source.h"

#include <string.h>

int64_t signal_deadline(const struct observations *observations)
{
	int64_t by = loop_now(observations->loop) + LIMIT_SIGNAL_MS;
	return by < observations->deadline ? by : observations->deadline;
}

struct known {
	const struct json *facts;
	const char *alias; /* "services.backend" */
};

/* Follows the name part by part, so that an unobserved fact on the way gives its reason. */
static const struct json *signal_fact(void *arg, const char *name, struct err *e)
{
	const struct known *k = arg;
	const struct json *at = k->facts, *unobserved = NULL;
	for (const char *p = name; *p && at && !(unobserved = json_get(at, CEL_UNOBSERVED)); p += *p == '.') {
		char part[256];
		size_t n = strcspn(p, ".");
		if (n >= sizeof(part))
			break;
		memcpy(part, p, n);
		part[n] = '\0';
		at = json_at(at, part);
		p += n;
	}
	unobserved = unobserved ? unobserved : json_get(at, CEL_UNOBSERVED);
	if (at && !unobserved)
		return at;
	err_set(e, ERR_EVAL, unobserved ? "{{%s}} is not known: %s" : "{{%s}}: %s has no such fact", name,
		unobserved ? json_text(unobserved).p : k->alias);
	return NULL;
}

const char *signal_fill(const struct observations *observations, const struct release *release,
	const struct observation *l, enum template_language language, const char *text, struct err *e)
{
	const struct service *s = l->service;
	struct known k = { .alias = s
			? arena_printf(l->a, "%s.%s", group_name(s->observation->source->group), s->config->member.alias)
			: "" };
	if (!strstr(text, "{{"))
		return text;
	k.facts = s ? service_facts(l->a, release, s, gcp_wall(observations->gcp)) : json_new_object(l->a);
	return template_fill(l->a, language, text, signal_fact, &k, e);
}
