/* SPDX-License-Identifier: Apache-2.0 */
/* test_conf_write.c: a config that is rewritten in another syntax says the same. Tried on all policies and on the
 * configs of all stories. */
#include "../../gate/base/conf_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *const names[] = { [CONF_CFG] = "a.cfg", [CONF_YAML] = "a.yaml", [CONF_JSON] = "a.json" };

/* Returns NULL if the text cannot be parsed. */
static struct conf_node *tree_of(struct arena *a, const char *name, struct str text)
{
	struct conf_errors all = { .a = a };
	struct conf_source s;
	struct conf_node *root = NULL;
	struct err e;
	if (!conf_source_read(a, name, &text, &s, &e) && conf_tree_parse(a, &s, &root, &all))
		root = NULL;
	buf_free(&s.text);
	buf_free(&s.raw);
	return root;
}

static const char *written(struct arena *a, const struct conf_node *root, enum conf_syntax to)
{
	struct buf out = BUF_MAX(1024 * 1024);
	struct err e;
	if (conf_write(a, root, to, &out, &e))
		fail_msg("%s", e.text);
	const char *text = arena_strdup(a, buf_text(&out));
	buf_free(&out);
	return text;
}

static const struct conf_node *rewritten(struct arena *a, const struct conf_node *root, enum conf_syntax to)
{
	const struct conf_node *again = tree_of(a, names[to], str_of(written(a, root, to)));
	assert_non_null(again);
	return again;
}

static bool has_other_names(const struct conf_node *root)
{
	bool has = root->name && !conf_name_valid(root->name);
	for (const struct conf_node *s = root->first; s && !has; s = s->next)
		has = has_other_names(s);
	return has;
}

static bool can_be_cfg(struct arena *a, const struct conf_node *root)
{
	struct buf out = BUF_MAX(1024 * 1024);
	struct err e;
	int rc = conf_write(a, root, CONF_CFG, &out, &e);
	buf_free(&out);
	return !rc;
}

/* Through all three syntaxes and back. Returns false if libconfig cannot express the tree: it has a null, or a name. */
static bool check(struct arena *a, const struct conf_node *root)
{
	const struct conf_node *yaml = rewritten(a, root, CONF_YAML);
	const struct conf_node *json = rewritten(a, yaml, CONF_JSON);
	assert_true(conf_node_same(root, yaml));
	assert_true(conf_node_same(root, json));
	if (!can_be_cfg(a, root))
		return false;
	const struct conf_node *cfg = rewritten(a, json, CONF_CFG);
	assert_true(conf_node_same(root, cfg) != has_other_names(root));
	assert_true(conf_node_same(cfg, rewritten(a, cfg, CONF_YAML)));
	return true;
}

static void every_policy(void **state)
{
	struct arena *a = arena_new();
	char **files;
	size_t n;
	struct err e;
	(void)state;
	assert_int_equal(file_list(a, "policies", ".cfg", &files, &n, &e), 0);
	assert_true(n > 5);
	for (size_t i = 0; i < n; i++) {
		struct str text;
		assert_int_equal(file_read(a, arena_printf(a, "policies/%s", files[i]), LIMIT_CONFIG_BYTES, &text, &e), 0);
		const struct conf_node *root = tree_of(a, "a.cfg", text);
		assert_non_null(root);
		assert_true(check(a, root));
	}
	arena_free(a);
}

/* Checks each config in a story, and returns how many can be parsed by themselves. */
static size_t configs_of_story(struct arena *a, const char *story)
{
	static const char section[] = "\n== ";
	size_t n = 0;
	for (const char *p = strstr(story, "\n== file "); p; p = strstr(p + 1, "\n== file ")) {
		const char *name = p + strlen("\n== file "), *text = name + strcspn(name, "\n") + 1,
				   *end = strstr(text, section);
		const char *file = arena_strndup(a, name, strcspn(name, "\n"));
		bool config = strstr(file, ".cfg") || conf_syntax_of(file) != CONF_CFG;
		size_t length = end ? (size_t)(end - text) : strlen(text);
		const struct conf_node *root = config ? tree_of(a, file, (struct str){ arena_strndup(a, text, length), length })
											  : NULL;
		if (!root)
			continue;
		bool all = check(a, root);
		assert_true(all || conf_syntax_of(file) != CONF_CFG);
		n += all;
	}
	return n;
}

static void every_config_of_a_story(void **state)
{
	struct arena *a = arena_new();
	char **folders, **stories;
	size_t n, m, configs = 0;
	struct err e;
	(void)state;
	assert_int_equal(file_list(a, "tests/scenario", "", &folders, &n, &e), 0);
	for (size_t i = 0; i < n; i++) {
		const char *folder = arena_printf(a, "tests/scenario/%s", folders[i]);
		if (strchr(folders[i], '.') || file_list(a, folder, ".story", &stories, &m, &e))
			continue;
		for (size_t j = 0; j < m; j++) {
			struct arena *own = arena_new();
			struct str text;
			assert_int_equal(file_read(own, arena_printf(own, "%s/%s", folder, stories[j]), 1024 * 1024, &text, &e), 0);
			configs += configs_of_story(own, text.p);
			arena_free(own);
		}
	}
	if (configs < 300)
		fail_msg("only %zu configs", configs);
	arena_free(a);
}

static void texts_of_every_sort(void **state)
{
	static const char *const texts[] = { "", " ", "a", "a b", " a", "a ", "a:", "a: b", "a #b", "a#b", "#", "- a", "-",
		"?", "true", "True", "yes", "No", "null", "~", "1", "1.5", "0x10", "0o7", "0b1", "1_0", "12:30", "2026-01-31",
		"5s", "1h30m", ".5", ".inf", "1e5", "=", "<<", "it's", "\"", "'", "\\", "\\n", "a\nb", "a\n", "a\n\n", "\na",
		"\n", " a\nb", "a\n b\n", "a\n\n  \nb", "a\n  ", "\ta", "a\tb", "a\r\nb", "\x01", "\x7f", "\xc2\x85",
		"\xe2\x80\xa8", "\xef\xbb\xbf", "\xc3\xa9", "\xf0\x9f\x98\x80", "${NAME}", "$${x}", "{{candidate.name}}", "[a]",
		"{a}", "a, b", "&a", "*a", "!a", "%a", "@a", "`a`", "---", "...", "--- a", "|", ">", "/path",
		"status == 200 && json.status == 'healthy'", "\"type\":\"ping\"", "a \\x00 b" };
	struct arena *a = arena_new();
	struct conf_node *root = conf_node_add(a, NULL, NODE_GROUP, NULL, NULL);
	(void)state;
	struct conf_node *list = conf_node_add(a, root, NODE_LIST, "list", NULL);
	struct conf_node *group = conf_node_add(a, root, NODE_GROUP, "group", NULL);
	struct conf_node *items = conf_node_add(a, root, NODE_LIST, "items", NULL);
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		conf_node_add(a, list, NODE_STRING, NULL, texts[i]);
		conf_node_add(a, group, NODE_STRING, arena_printf(a, "n%zu", i), texts[i]);
		struct conf_node *item = conf_node_add(a, items, NODE_GROUP, NULL, NULL);
		conf_node_add(a, item, NODE_STRING, "text", texts[i]);
		conf_node_add(a, item, NODE_INT, "n", "-5");
	}
	conf_node_add(a, root, NODE_GROUP, "empty", NULL);
	conf_node_add(a, root, NODE_LIST, "none", NULL);
	conf_node_add(a, root, NODE_INT, "large", "9223372036854775807");
	conf_node_add(a, root, NODE_FLOAT, "half", "0.5");
	conf_node_add(a, root, NODE_BOOL, "on", "true");
	struct conf_node *nested = conf_node_add(a, root, NODE_LIST, "nested", NULL);
	conf_node_add(a, conf_node_add(a, nested, NODE_LIST, NULL, NULL), NODE_INT, NULL, "1");
	conf_node_add(a, nested, NODE_LIST, NULL, NULL);
	conf_node_add(a, nested, NODE_GROUP, NULL, NULL);
	assert_true(check(a, root));
	arena_free(a);
}

static void names_that_libconfig_cannot_hold(void **state)
{
	struct arena *a = arena_new();
	struct err e;
	struct buf out = BUF_MAX(4096);
	(void)state;
	const struct conf_node *headers = tree_of(a, "a.yaml", STR("h: {X-A: '1', _b.c: \" 2\"}"));
	assert_non_null(headers);
	assert_string_equal(written(a, headers, CONF_CFG), "h = [ \"X-A=1\", \"_b.c= 2\" ];\n");
	assert_string_equal(
		written(a, headers, CONF_JSON), "{\n  \"h\": {\n    \"X-A\": \"1\",\n    \"_b.c\": \" 2\"\n  }\n}\n");
	static const char *const bad[] = { "a:\n  b.c: 1\n", "b.c: x\n", "a: {'b:c': x}", "a: null", "true: x" };
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		const struct conf_node *root = tree_of(a, "a.yaml", str_of(bad[i]));
		assert_non_null(root);
		assert_int_equal(conf_write(a, root, CONF_CFG, &out, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_non_null(strstr(e.text, "line "));
		assert_int_equal(out.n, 0);
	}
	const struct conf_node *merge = tree_of(a, "a.json", STR("{ \"<<\": 1 }"));
	assert_int_equal(conf_write(a, merge, CONF_YAML, &out, &e), -1);
	buf_free(&out);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_policy),
		cmocka_unit_test(every_config_of_a_story),
		cmocka_unit_test(texts_of_every_sort),
		cmocka_unit_test(names_that_libconfig_cannot_hold),
	};
	return cmocka_run_group_tests_name("conf_write", tests, NULL, NULL);
}
