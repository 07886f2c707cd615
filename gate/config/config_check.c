/* SPDX-License-Identifier: Apache-2.0 */
/* config_check.c: the checks of a config that tables cannot express. What has an error already is skipped. */
#include "config.h"

#include <string.h>

/* Returns whether text is HOST:PORT:CONNECT-HOST:CONNECT-PORT. A host may be [IPv6]; any part may be empty. */
static bool is_connect_to(const char *text)
{
	const char *p = text;
	for (int part = 0; part < 4; part++) {
		size_t n = *p == '[' ? strcspn(p, "]") : 0;
		size_t end = n + strcspn(p + n, ":");
		if ((part == 1 || part == 3) && strspn(p, "0123456789") != end)
			return false;
		if (p[end] != (part < 3 ? ':' : '\0'))
			return false;
		p += end + 1;
	}
	return true;
}

static int check_connect_to(const struct config *c, struct err *e)
{
	for (size_t i = 0; i < c->connect_to.n; i++)
		if (!is_connect_to(c->connect_to.items[i]))
			return conf_error(e, &c->connect_to.place, "connect_to: \"%s\" is not HOST:PORT:CONNECT-HOST:CONNECT-PORT",
				c->connect_to.items[i]);
	return 0;
}

/* Checks that each entry is HOST:PORT:ADDRESS. An IPv6 address may be in brackets. */
static int check_resolve(const struct config *c, struct err *e)
{
	for (size_t i = 0; i < c->resolve.n; i++) {
		const char *text = c->resolve.items[i];
		size_t host = strcspn(text, ":"), port = text[host] ? strspn(text + host + 1, "0123456789") : 0;
		const char *address = text + host + 1 + port;
		if (!host || !port || *address != ':' || !address[1] || strpbrk(address, ", "))
			return conf_error(e, &c->resolve.place, "resolve: \"%s\" is not HOST:PORT:ADDRESS", text);
	}
	return 0;
}

/* Only facts of these groups are withheld from evidence, so only they can be kept. */
static int check_keep(const struct config *c, const struct conf_place *at, struct err *e)
{
	static const char *const groups[] = { "probes.", "logs.", "data." };
	for (size_t i = 0; i < c->evidence.keep.n; i++) {
		const char *path = c->evidence.keep.items[i];
		bool known = false;
		for (size_t g = 0; g < COUNTOF(groups); g++)
			known = known || (!strncmp(path, groups[g], strlen(groups[g])) && path[strlen(groups[g])]);
		if (!known)
			return conf_error(e, at,
				"evidence.keep: \"%s\" is not a path below probes, logs or data; an example is "
				"\"probes.health.json.version\"",
				path);
	}
	return 0;
}

/* An empty list must not mean that no signature is required. */
static int check_trust(const struct conf_strings *trust, struct err *e)
{
	if (!trust->items || trust->n)
		return 0;
	return conf_error(e, &trust->place,
		"evidence.trust is empty; name the PEM file of at least one public key, or remove evidence.trust if no "
		"signature is to be required");
}

static int check_gate(struct arena *a, const struct config *c, const struct conf_place *top, struct err *e)
{
	const struct config_gate *g = &c->gate;
	int64_t shorter = (g->deadline - (g->failures + 1) * g->interval) / 1000 * 1000;
	if (g->deadline > g->warmup + g->failures * g->interval)
		return 0;
	return conf_error(e, top,
		"gate.deadline (%s) must be longer than warmup + failures x interval (%s + %lld x %s), "
		"because otherwise no release could ever be condemned; give it more, for example --deadline %s, or warm up for "
		"less, for example --set gate.warmup=%s",
		clock_duration_text(a, g->deadline), clock_duration_text(a, g->warmup), (long long)g->failures,
		clock_duration_text(a, g->interval), clock_duration_text(a, g->warmup + (g->failures + 1) * g->interval),
		clock_duration_text(a, shorter > 0 ? shorter : 0));
}

int config_check(struct arena *a, struct config *c, struct conf_errors *all)
{
	struct conf_place top = { c->path ? c->path : "--set", 0, 0 };
	struct err e;
	int rc = 0;
	if (conf_errors_below(all, "gate.deadline") || conf_errors_at(all, "gate"))
		c->gate.deadline = LIMIT_DEADLINE_MS; /* unknown: no time-out is too long for it */
	if (!conf_errors_below(all, "gate"))
		rc |= conf_errors_add(all, "gate", check_gate(a, c, &top, &e), &e);
	rc |= config_resources_check(a, c, all);
	struct config_probe *p = CONFIG_ITEMS(c->probes, struct config_probe);
	for (size_t i = 0; i < c->probes.n; i++)
		rc |= config_probe_check(a, c, &p[i], all);
	if (!conf_errors_below(all, "connect_to"))
		rc |= conf_errors_add(all, "connect_to", check_connect_to(c, &e), &e);
	if (!conf_errors_below(all, "resolve"))
		rc |= conf_errors_add(all, "resolve", check_resolve(c, &e), &e);
	if (!conf_errors_below(all, "evidence"))
		rc |= conf_errors_add(all, "evidence.keep", check_keep(c, &top, &e), &e) |
			conf_errors_add(all, "evidence.trust", check_trust(&c->evidence.trust, &e), &e);
	rc |= config_requires_check(a, c, all);
	rc |= config_notify_check(a, c, all);
	rc |= config_comparisons_check(a, c, all);
	rc |= config_alerts_check(a, c, all);
	return rc | config_signals_check(a, c, all);
}
