/* SPDX-License-Identifier: Apache-2.0 */
/* config.c: fuzz targets for user input: config files, policies, templates in queries. */
#include "fuzz.h"
#include "../../gate/base/conf_write.h"
#include "../../gate/config/template.h"
#include "../../gate/judge/judge.h"
#include "../../gate/judge/rule_check.h"
#include "../../gate/run/run.h"

#include <string.h>

/* ---- Config: an error names the file and, if possible, the line ------------------------------------------- */

/* What is written in another syntax says the same (conf_write reads it again). */
static void write_config(struct arena *a, const char *name, struct str input)
{
	struct conf_errors all = { .a = a };
	struct conf_source s;
	struct conf_node *root = NULL;
	struct err e;
	if (!conf_source_read(a, name, &input, &s, &e))
		conf_tree_parse(a, &s, &root, &all);
	for (int to = CONF_CFG; root && to <= CONF_JSON; to++) {
		struct buf out = BUF_MAX(4 * LIMIT_CONFIG_BYTES);
		FUZZ_MUST(!conf_write(a, root, (enum conf_syntax)to, &out, &e) || e.code == ERR_CONFIG);
		buf_free(&out);
	}
	buf_free(&s.text);
	buf_free(&s.raw);
}

/* What could be read is checked too, although there are errors. */
static void read_config(struct arena *a, const char *name, struct str input)
{
	struct config c;
	struct conf_errors all = { .a = a };
	int rc = conf_read(a, secrets_blind(a), name, &input, &config_table, NULL, 0, &c, NULL, &all);
	FUZZ_MUST(!rc == !all.n);
	c.path = name;
	c.errors = &all;
	rc |= config_check(a, &c, &all);
	rc |= check_config(a, &c, &all);
	FUZZ_MUST(!rc == !all.n);
	write_config(a, name, input);
	for (size_t i = 0; i < all.n && i < LIMIT_CONFIG_ERRORS; i++)
		FUZZ_MUST(strstr(all.items[i].text, name));
}

static void run_config(struct arena *a, struct str input)
{
	read_config(a, "fuzz.cfg", input);
}

const struct fuzz_target fuzz_target_config = { "config", run_config };

/* ---- The same as YAML or JSON ------------------------------------------------------------------------------ */

/* The first byte chooses the syntax. */
static void run_yaml(struct arena *a, struct str input)
{
	static const char *const names[] = { "fuzz.yaml", "fuzz.json" };
	read_config(a, names[fuzz_choice(&input, COUNTOF(names))], input);
}

const struct fuzz_target fuzz_target_yaml = { "yaml", run_yaml };

/* ---- Policies: a policy that loads can judge any facts without a crash -------------------------------------- */

static void run_policy(struct arena *a, struct str input)
{
	struct json *list = json_new_array(a), *one = json_new_object(a), *facts = json_new_object(a);
	struct policy p;
	struct outcomes out;
	struct err e;
	if (!text_utf8_valid(input.p, input.n) || memchr(input.p, '\0', input.n))
		return;
	json_set_string(a, one, "name", "fuzz");
	json_set_string(a, one, "text", input.p);
	json_add(list, one);
	if (policy_of_evidence(a, secrets_blind(a), list, &p, &e))
		return;
	judge(a, &p, facts, &out);
	for (size_t i = 0; i < out.n; i++)
		FUZZ_MUST(out.items[i].kind != OUTCOME_PASS || !out.items[i].rule->each);
}

const struct fuzz_target fuzz_target_policy = { "policy", run_policy };

/* ---- Templates: a value never ends its string or its parentheses ---------------------------------------------- */

struct given {
	struct arena *a;
	const char *text;
};

static const struct json *given_value(void *arg, const char *name, struct err *e)
{
	const struct given *g = arg;
	(void)name;
	(void)e;
	return json_new_string(g->a, g->text);
}

/* The input is the language, the query and, after a newline, the value. */
static void run_template(struct arena *a, struct str input)
{
	enum template_language language = (enum template_language)fuzz_choice(&input, TEMPLATE_LOGGING + 1);
	const char *end = memchr(input.p, '\n', input.n);
	size_t n = end ? (size_t)(end - input.p) : input.n;
	char *query = arena_strndup(a, input.p, n);
	struct given g = { a, end ? end + 1 : "" };
	struct err e;
	if (!text_utf8_valid(g.text, strlen(g.text)) || !template_balanced(language, query))
		return;
	char *filled = template_fill(a, language, query, given_value, &g, &e);
	if (filled)
		FUZZ_MUST(template_balanced(language, filled));
}

const struct fuzz_target fuzz_target_template = { "template", run_template };
