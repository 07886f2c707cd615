/* SPDX-License-Identifier: Apache-2.0 */
/* alert_facts.c: sorts alerts by their time and by what they are about. No side effects. */
#include "alert.h"

#include <string.h>

/* Returns a label of the alert's resource or metric, or "". */
static const char *label(const struct json *alert, const char *name)
{
	const char *of_resource = json_text(json_get(json_at(alert, "resource.labels"), name)).p;
	return *of_resource ? of_resource : json_text(json_get(json_at(alert, "metric.labels"), name)).p;
}

static bool is_about(const struct json *alert, const struct alert_of *of)
{
	const char *service = label(alert, "service_name"), *revision = label(alert, "revision_name");
	return (!of->service || !*service || !strcmp(service, of->service)) &&
		(!of->revision || !*revision || !strcmp(revision, of->revision));
}

static struct json *shown(struct arena *a, const struct json *alert)
{
	struct json *v = json_new_object(a);
	const char *name = json_text_at(alert, "policy.displayName"), *severity = json_text_at(alert, "policy.severity");
	json_set_string(a, v, "policy",
		text_cut_printable(a, str_of(*name ? name : json_text_at(alert, "policy.name")), LIMIT_ALERT_TEXT));
	json_set_string(a, v, "severity", *severity ? severity : "SEVERITY_UNSPECIFIED");
	json_set_string(a, v, "openTime", json_text_at(alert, "openTime"));
	json_set_string(a, v, "closeTime", json_text_at(alert, "closeTime"));
	json_set_string(a, v, "state", json_text_at(alert, "state"));
	json_set_string(a, v, "service", label(alert, "service_name"));
	json_set_string(a, v, "revision", label(alert, "revision_name"));
	json_set_string(a, v, "name", json_text_at(alert, "name"));
	return v;
}

static int sort(struct arena *a, const struct json *alert, const struct alert_of *of, struct json *out, struct err *e)
{
	struct json_reader r = json_reader(alert, "an alert", e);
	const char *opened = json_read_string(&r, "openTime"), *state = json_read_string_or(&r, "state", "");
	int64_t at;
	json_read_string_or(&r, "policy.displayName", "");
	if (json_read_done(&r) || clock_parse_time(opened, &at, e))
		return -1;
	bool since = of->served_at && at >= of->served_at;
	const char *list = since && is_about(alert, of) ? "since"
		: since                                     ? "others"
		: !strcmp(state, "CLOSED")                  ? NULL
													: "before";
	struct json *to = list ? json_get(out, list) : NULL;
	if (to && json_size(to) < LIMIT_ALERTS)
		json_add(to, shown(a, alert));
	return 0;
}

int alert_facts(struct arena *a, const struct json *body, const struct alert_of *of, struct json *out, struct err *e)
{
	static const char *const lists[] = { "since", "before", "others" };
	const struct json *alerts = json_get(body, "alerts");
	for (size_t i = 0; i < COUNTOF(lists); i++)
		json_set(out, lists[i], json_new_array(a));
	for (size_t i = 0; i < json_size(alerts); i++)
		if (sort(a, json_item(alerts, i), of, out, e))
			return -1;
	return 0;
}
