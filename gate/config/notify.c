/* SPDX-License-Identifier: Apache-2.0 */
/* notify.c: the config keys of webhooks, and the check of their URLs. */
#include "config.h"

#include <string.h>

enum { NOTIFY_MS = 10 * 1000 };

static const char *const format_names[] = { "json", "slack", "cloudevents", NULL }; /* as enum notify_format */
static const char *const when_names[] = { "always", "not_passed", NULL };
static const struct conf_field notify_fields[] = {
	{ "url", CONF_URL, offsetof(struct config_notify, url), .required = true,
		.doc = "URL that the result is posted to" },
	{ "format", CONF_CHOICE, offsetof(struct config_notify, format), .choices = format_names, .def = "json",
		.doc = "json: a summary; slack: Slack, Mattermost, Google Chat; cloudevents: CDEvents" },
	{ "secret", CONF_SECRET, offsetof(struct config_notify, secret),
		.doc = "key that signs each message (HMAC-SHA-256, Standard Webhooks)" },
	{ "headers", CONF_PAIRS, offsetof(struct config_notify, headers), .doc = "headers of the request" },
	{ "when", CONF_CHOICE, offsetof(struct config_notify, when), .choices = when_names, .def = "always",
		.doc = "always, or not_passed: do not post a pass" },
	{ "timeout", CONF_DURATION, offsetof(struct config_notify, timeout), .min = 1, .max = NOTIFY_MS, .def = "5s",
		.doc = "time limit of one attempt" },
};
const struct conf_table config_notify_table = {
	.name = "notify",
	.size = sizeof(struct config_notify),
	.fields = notify_fields,
	.n = COUNTOF(notify_fields),
	.expand = true,
};

static int check(struct arena *a, const struct config_notify *n, const char *path, struct err *e)
{
	const char *scheme;
	struct err why;
	if (config_url_check(a, n->url, &scheme, &why))
		return conf_error(e, &n->member.place, "%s: url %s: %s", path, secret_shown(n->url), why.text);
	if (scheme && strncmp(scheme, "http", 4) != 0)
		return conf_error(
			e, &n->member.place, "%s: url %s: must begin with http:// or https://", path, secret_shown(n->url));
	return 0;
}

int config_notify_check(struct arena *a, const struct config *c, struct conf_errors *all)
{
	const struct config_notify *notify = CONFIG_ITEMS(c->notify, const struct config_notify);
	int rc = 0;
	for (size_t i = 0; i < c->notify.n; i++) {
		const char *path = arena_printf(a, "notify[%zu]", i);
		struct err e;
		if (!conf_errors_below(all, path))
			rc |= conf_errors_add(all, path, check(a, &notify[i], path, &e), &e);
	}
	return rc;
}
