/* SPDX-License-Identifier: Apache-2.0 */
/* conf_cfg.c: parses the syntax of libconfig. The only file that uses libconfig. */
#include "conf_node.h"

#include <libconfig.h>
#include <string.h>

/* libconfig does not say which setting it found twice, and stops at the first. */
static int twice(struct arena *a, const struct conf_source *s, struct conf_errors *all)
{
	struct conf_twice found;
	size_t n = 0;
	for (; n <= LIMIT_CONFIG_ERRORS && conf_find_twice(a, buf_text(&s->text), n, &found); n++) {
		struct conf_place first = conf_source_place(s, found.first), again = conf_source_place(s, found.again);
		struct err e;
		conf_errors_add(all, CONF_WHOLE, conf_duplicate(&e, a, &first, &again, found.path), &e);
	}
	return n ? -1 : 0;
}

static int not_parsed(struct arena *a, const config_t *cfg, const struct conf_source *s, struct conf_errors *all)
{
	struct conf_place at = conf_source_place(s, (unsigned)config_error_line(cfg));
	bool syntax = !strcmp(config_error_text(cfg), "syntax error");
	struct err e;
	if (!strncmp(config_error_text(cfg), "duplicate", 9) && twice(a, s, all))
		return -1;
	conf_error(&e, &at, "%s%s", config_error_text(cfg),
		syntax ? " here or just before; settings are NAME = VALUE; with names that are not quoted" : "");
	return conf_errors_add(all, CONF_WHOLE, -1, &e);
}

static size_t count(const config_setting_t *s, size_t depth)
{
	size_t n = 1;
	if (depth > LIMIT_CONFIG_DEPTH || !config_setting_is_aggregate(s))
		return depth > LIMIT_CONFIG_DEPTH ? LIMIT_CONFIG_KEYS + 1 : 1;
	for (int i = 0; i < config_setting_length(s); i++)
		n += count(config_setting_get_elem(s, (unsigned)i), depth + 1);
	return n;
}

static struct conf_node *add(struct arena *a, struct conf_node *up, const config_setting_t *s)
{
	const char *name = config_setting_name(s);
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_GROUP: return conf_node_add(a, up, NODE_GROUP, name, NULL);
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST: return conf_node_add(a, up, NODE_LIST, name, NULL);
	case CONFIG_TYPE_STRING: return conf_node_add(a, up, NODE_STRING, name, config_setting_get_string(s));
	case CONFIG_TYPE_BOOL: return conf_node_add(a, up, NODE_BOOL, name, config_setting_get_bool(s) ? "true" : "false");
	case CONFIG_TYPE_INT: return conf_node_add(a, up, NODE_INT, name, arena_printf(a, "%d", config_setting_get_int(s)));
	case CONFIG_TYPE_INT64:
		return conf_node_add(a, up, NODE_INT, name, arena_printf(a, "%lld", config_setting_get_int64(s)));
	case CONFIG_TYPE_FLOAT:
		return conf_node_add(a, up, NODE_FLOAT, name, arena_printf(a, "%.17g", config_setting_get_float(s)));
	default: return conf_node_add(a, up, NODE_NULL, name, NULL); /* a type of a later libconfig */
	}
}

static struct conf_node *copy(struct arena *a, struct conf_node *up, const config_setting_t *s)
{
	struct conf_node *node = add(a, up, s);
	node->line = node->text_line = config_setting_source_line(s);
	node->array = config_setting_type(s) == CONFIG_TYPE_ARRAY;
	if (config_setting_is_aggregate(s))
		for (int i = 0; i < config_setting_length(s); i++)
			copy(a, node, config_setting_get_elem(s, (unsigned)i));
	return node;
}

int conf_parse_cfg(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all)
{
	config_t cfg;
	struct err e;
	config_init(&cfg);
	int rc = 0;
	if (config_read_string(&cfg, buf_text(&s->text)) != CONFIG_TRUE)
		rc = not_parsed(a, &cfg, s, all);
	else if (count(config_root_setting(&cfg), 0) > LIMIT_CONFIG_KEYS)
		rc = conf_errors_add(all, CONF_WHOLE, conf_too_large(&e, s, 1), &e);
	else
		*root = copy(a, NULL, config_root_setting(&cfg));
	config_destroy(&cfg);
	return rc;
}

#define DIGITS(n)                       #n
#define VERSION(major, minor, revision) DIGITS(major) "." DIGITS(minor) "." DIGITS(revision)

const char *conf_version(void)
{
	return VERSION(LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
}
