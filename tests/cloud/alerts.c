/* SPDX-License-Identifier: Apache-2.0 */
/* alerts.c: the simulated alerts of Cloud Monitoring and their policies, filtered by conjunctions, in pages. */
#include "cloud.h"

#include <string.h>

enum { TERMS_MAX = 16 };

/* Returns the value of a field by its name in a filter: parts may be written in snake case. */
static const char *field_of(struct cloud *c, const struct json *v, const char *field)
{
	char camel[200];
	size_t n = 0;
	const char *labels = strstr(field, "abels.");
	for (const char *p = field; *p && n + 1 < sizeof(camel); p++) {
		bool joins = *p == '_' && p[1] && (!labels || p < labels);
		p += joins;
		camel[n++] = joins ? (char)(*p - 'a' + 'A') : *p;
	}
	camel[n] = '\0';
	(void)c;
	return json_text_at(v, camel);
}

static bool is_meant(struct cloud *c, const struct json *v, const struct term *terms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(field_of(c, v, terms[i].field), terms[i].value) != 0)
			return false;
	return true;
}

static struct json *policy_json(struct cloud *c, const char *id, const struct json *mine)
{
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "name", arena_printf(c->a, "projects/%s/alertPolicies/%s", c->project, id));
	json_set_string(c->a, v, "displayName", id);
	json_set_bool(c->a, v, "enabled", true);
	return merge(c->a, v, mine);
}

static struct json *alert_json(struct cloud *c, const char *id, const struct json *mine)
{
	struct json *v = json_new_object(c->a), *snapshot = json_new_object(c->a), *fields = json_copy(c->a, mine);
	const char *of = json_text_at(mine, "of");
	struct json *policy = policy_json(c, of, json_get(c->alert_policies, of));
	int64_t age_s = json_get(mine, "age_s") ? json_int(json_get(mine, "age_s")) : 60;
	json_set_string(c->a, v, "name", arena_printf(c->a, "projects/%s/alerts/%s", c->project, id));
	json_set_string(c->a, v, "state", json_get(mine, "closed_s") ? "CLOSED" : "OPEN");
	json_set_string(c->a, v, "openTime", clock_time_text(c->a, cloud_wall() - age_s * 1000));
	if (json_get(mine, "closed_s"))
		json_set_string(
			c->a, v, "closeTime", clock_time_text(c->a, cloud_wall() - json_int(json_get(mine, "closed_s")) * 1000));
	static const char *const kept[] = { "name", "displayName", "userLabels", "severity" };
	for (size_t i = 0; i < COUNTOF(kept); i++)
		if (json_get(policy, kept[i]))
			json_set(snapshot, kept[i], json_get(policy, kept[i]));
	json_set(v, "policy", snapshot);
	json_set(fields, "of", NULL);
	json_set(fields, "age_s", NULL);
	json_set(fields, "closed_s", NULL);
	return merge(c->a, v, fields);
}

bool alerts_answer(struct cloud *c, const struct request *q, struct response *r)
{
	bool policies = path_matches("/v3/projects/*/alertPolicies", q->path);
	struct term terms[TERMS_MAX];
	if (!policies && !path_matches("/v3/projects/*/alerts", q->path))
		return false;
	schema_check_method(c, q, "monitoring");
	const char *filter = query_named(c, q->query, "filter", 0);
	size_t n = filter ? query_terms(c, filter, terms, TERMS_MAX) : 0;
	struct json *all = json_new_array(c->a);
	for (struct json_each it = json_each(policies ? c->alert_policies : c->alerts); json_next(&it);) {
		struct json *one = policies ? policy_json(c, it.key, it.value) : alert_json(c, it.key, it.value);
		if (is_meant(c, one, terms, n))
			json_add(all, one);
	}
	api_json(c, r, 200, list_page(c, q, policies ? "alertPolicies" : "alerts", all, c->page_size),
		policies ? "monitoring.ListAlertPoliciesResponse" : "monitoring.ListAlertsResponse");
	return true;
}
