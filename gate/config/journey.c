/* SPDX-License-Identifier: Apache-2.0 */
/* journey.c: checks that each {{NAME}} in a journey is captured exactly once, by an earlier step. */
#include "config.h"

#include <string.h>

struct names {
	const char *items[LIMIT_CAPTURES];
	size_t n;
};

struct checking {
	struct arena *a;
	const char *where;
	const struct conf_place *at;
	struct names names;
};

static bool is_known(const struct names *names, const char *name, size_t n)
{
	for (size_t i = 0; i < names->n; i++)
		if (strlen(names->items[i]) == n && !strncmp(names->items[i], name, n))
			return true;
	return false;
}

static bool is_name(const char *p, size_t n)
{
	return n && strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") >= n;
}

/* Double braces around anything but a name are plain text. */
static int check_text(struct checking *c, const char *key, const char *text, struct err *e)
{
	for (const char *open = text ? strstr(text, "{{") : NULL; open; open = strstr(open + 1, "{{")) {
		const char *name = open + 2, *close = strstr(name, "}}");
		size_t n = close ? (size_t)(close - name) : 0;
		if (!is_name(name, n) || is_known(&c->names, name, n))
			continue;
		char *unknown = arena_strndup(c->a, name, n);
		const char *near = text_nearest(unknown, c->names.items, c->names.n);
		return conf_error(e, c->at, "%s: %s: no earlier step captures {{%s}}%s%s%s", c->where, key, unknown,
			near ? "; did you mean {{" : "", near ? near : "", near ? "}}?" : "");
	}
	return 0;
}

static int check_pairs(struct checking *c, const char *key, const struct conf_pairs *pairs, struct err *e)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (check_text(
				c, arena_printf(c->a, "%s.%s", key, pairs->items[i].name), secret_reveal(pairs->items[i].value), e))
			return -1;
	return 0;
}

static int check_uses(struct checking *c, const struct config_step *s, struct err *e)
{
	const struct config_reach *r = config_step_reach(s);
	const struct conf_pairs *headers = s->http ? &s->http->headers : &s->websocket->headers;
	if (check_text(c, "url", r->url ? secret_reveal(r->url) : NULL, e) || check_text(c, "path", r->path, e) ||
		check_pairs(c, "headers", headers, e))
		return -1;
	if (s->http)
		return check_text(c, "body", s->http->body ? secret_reveal(s->http->body) : NULL, e);
	for (size_t i = 0; i < s->websocket->send.n; i++)
		if (check_text(c, "send", secret_reveal(s->websocket->send.items[i]), e))
			return -1;
	return 0;
}

static int add_capture(struct checking *c, const struct conf_pair *capture, struct err *e)
{
	if (is_known(&c->names, capture->name, strlen(capture->name)))
		return conf_error(
			e, &capture->place, "%s: {{%s}} is already captured by another step", c->where, capture->name);
	if (c->names.n == LIMIT_CAPTURES)
		return conf_error(e, &capture->place, "%s: the journey has more than %d captures", c->where, LIMIT_CAPTURES);
	c->names.items[c->names.n++] = capture->name;
	return 0;
}

const struct config_reach *config_step_reach(const struct config_step *s)
{
	return s->http ? &s->http->reach : &s->websocket->reach;
}

int config_journey_check(struct arena *a, const struct config_probe *p, struct err *e)
{
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	struct checking c = { .a = a };
	for (size_t i = 0; i < p->journey.n; i++) {
		c.where = arena_printf(a, "probes.%s: step %s", p->member.alias, steps[i].name);
		c.at = &steps[i].member.place;
		if (check_uses(&c, &steps[i], e))
			return -1;
		for (size_t j = 0; j < steps[i].capture.n; j++)
			if (add_capture(&c, &steps[i].capture.items[j], e))
				return -1;
	}
	return 0;
}
