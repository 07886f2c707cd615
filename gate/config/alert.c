/* SPDX-License-Identifier: Apache-2.0 */
/* alert.c: the config keys of alerts, and the checks that the table cannot express. */
#include "group.h"
#include "template.h"

enum { SECOND = 1000, DAY = 24 * 3600 * SECOND };

static const struct conf_field fields[] = {
	{ "filter", CONF_STRING, offsetof(struct config_alert, filter), .required = true,
		.doc = "filter of projects.alerts.list, for instance policy.user_labels.gate=\"yes\"; its parts about policy.* "
			   "must match an alerting policy; {{candidate.name}} and other facts of the service are substituted" },
	{ "service", CONF_STRING, offsetof(struct config_alert, service),
		.doc = "alias of the service; alerts about another service or revision do not count" },
	{ "project", CONF_STRING, offsetof(struct config_alert, project),
		.doc = "project of the alerting policies (default: project of the service, or of the config)" },
	{ "every", CONF_DURATION, offsetof(struct config_alert, every), .min = 1, .max = DAY,
		.doc = "interval between observations (default: 30s)" },
};
const struct conf_table config_alert_table = {
	.name = "alerts", .size = sizeof(struct config_alert), .fields = fields, .n = COUNTOF(fields), .expand = true
};

static int check(const struct config *c, const struct config_alert *one, struct err *e)
{
	const struct conf_place *at = &one->member.place;
	const char *alias = one->member.alias;
	if (one->service && !group_item_named(c, GROUP_SERVICES, one->service) && !conf_errors_at(c->errors, "services"))
		return conf_error(e, at, "alerts.%s: no service has the alias \"%s\"", alias, one->service);
	if (!one->project && !conf_errors_at(c->errors, "project"))
		return conf_error(
			e, at, "alerts.%s: the project is not known; set project = \"...\" here or at the top of the file", alias);
	if (!template_balanced(TEMPLATE_MONITORING, one->filter))
		return conf_error(e, at, "alerts.%s: the filter has an unclosed quote or unbalanced parentheses", alias);
	return 0;
}

int config_alerts_check(struct arena *a, struct config *c, struct conf_errors *all)
{
	struct config_alert *items = CONFIG_ITEMS(c->alerts, struct config_alert);
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < c->alerts.n; i++) {
		const struct config_service *s = group_item_named(c, GROUP_SERVICES, items[i].service);
		if (!items[i].project)
			items[i].project = s ? s->project : c->project;
		if (!config_is_wrong(a, c, "alerts", items[i].member.alias))
			rc |= conf_errors_add(all, "", check(c, &items[i], &e), &e);
	}
	return rc;
}
