/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c: reads and compiles policy files, and checks their names before any request is sent. */
#include "rule_check.h"
#include "judge.h"
#include "shape.h"

#include <string.h>

#define BUILTIN "builtin:"

static const char *const severity_names[] = { "critical", "error", "warning", NULL };
static const char *const unknown_names[] = { "unknown", "fail", NULL };

struct rules_file {
	struct conf_strings include;
	struct conf_list rules;
};

static const struct conf_field rule_fields[] = {
	{ "id", CONF_STRING, offsetof(struct rule, id), .required = true, .doc = "name of the rule in every report" },
	{ "severity", CONF_CHOICE, offsetof(struct rule, severity), .required = true, .choices = severity_names,
		.doc = "critical: a failure rolls back; error: a failure prevents approval; warning: a failure is reported" },
	{ "services", CONF_STRINGS, offsetof(struct rule, services), .doc = "services that the rule belongs to" },
	{ "each", CONF_STRING, offsetof(struct rule, each),
		.doc = "fact group; the rule is judged for each member, as `it` with its name as `key`" },
	{ "when", CONF_CEL, offsetof(struct rule, when), .doc = "CEL; if false, the rule is skipped" },
	{ "needs", CONF_CEL, offsetof(struct rule, needs),
		.doc = "CEL; if false, too little was observed and the rule is unknown" },
	{ "expression", CONF_CEL, offsetof(struct rule, expression), .required = true, .doc = "CEL that must be true" },
	{ "message", CONF_CEL, offsetof(struct rule, message),
		.doc = "CEL that gives the text to print if the rule fails" },
	{ "dry_run", CONF_BOOL, offsetof(struct rule, dry_run), .doc = "judge and show the rule, but do not count it" },
	{ "unknown", CONF_CHOICE, offsetof(struct rule, unknown), .choices = unknown_names, .def = "unknown",
		.doc = "outcome at the deadline if the rule could not be judged" },
};
static const struct conf_table rule_table = {
	.name = "rules",
	.size = sizeof(struct rule),
	.fields = rule_fields,
	.n = COUNTOF(rule_fields),
};
static const struct conf_field file_fields[] = {
	{ "include", CONF_STRINGS, offsetof(struct rules_file, include),
		.doc = "other policies, whose rules come first: builtin:NAME, or files below this file's folder" },
	{ "rules", CONF_LIST, offsetof(struct rules_file, rules), .table = &rule_table, .doc = "the rules" },
};
const struct conf_table policy_table = {
	.name = "policy",
	.size = sizeof(struct rules_file),
	.fields = file_fields,
	.n = COUNTOF(file_fields),
};

const char *severity_name(enum severity s)
{
	return severity_names[s];
}

static int check_each(const struct rule *r, struct err *e)
{
	int each = r->each ? group_named(r->each) : -1;
	return r->each && (each < 0 || each > GROUP_DATA)
		? conf_error(e, &r->member.place,
			  "rule %s: each = \"%s\" is not a fact group; the groups are services, workers, sql, redis, connectors, "
			  "jobs, probes, metrics, logs, alerts, comparisons, passports, google, data",
			  r->id, r->each)
		: 0;
}

static int check_services(const struct rule *r, const struct config *c, struct err *e)
{
	const struct config_service *s = CONFIG_ITEMS(c->workloads, const struct config_service);
	for (size_t i = 0; i < r->services.n; i++) {
		bool known = c->discover || conf_errors_at(c->errors, "services") || conf_errors_at(c->errors, "workers");
		for (size_t j = 0; j < c->workloads.n; j++)
			known = known || !strcmp(s[j].member.alias, r->services.items[i]);
		if (!known)
			return conf_error(e, &r->member.place, "rule %s: services: the config has no service or worker pool \"%s\"",
				r->id, r->services.items[i]);
	}
	return 0;
}

static int check_id(const struct policy *p, const struct rule *r, struct err *e)
{
	if (!*r->id || strlen(r->id) > 128)
		return conf_error(e, &r->member.place, "the id of a rule must have 1 to 128 bytes");
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->rules[i]->id, r->id))
			return conf_error(e, &r->member.place, "duplicate rule id \"%s\" (also defined at %s:%u)", r->id,
				p->rules[i]->member.place.file, p->rules[i]->member.place.line);
	return 0;
}

/* A policy: its name, its path and, if it is built in, its text. */
struct named {
	const char *name, *path;
	const struct str *text;
};

static struct named name_builtin(const char *full, struct err *e)
{
	size_t n;
	const struct builtin *all = builtin_policies(&n);
	const char *names[64], *name = full + strlen(BUILTIN);
	for (size_t i = 0; i < n && i < COUNTOF(names); i++) {
		names[i] = all[i].name;
		if (!strcmp(all[i].name, name))
			return (struct named){ full, full, &all[i].text };
	}
	const char *near = text_nearest(name, names, n);
	err_set(e, ERR_CONFIG, "policy %s does not exist%s%s%s", full, near ? "; did you mean \"" BUILTIN : "",
		near ? near : "", near ? "\"?" : "");
	return (struct named){ NULL, NULL, NULL };
}

/* Returns the policy with this name; its path is NULL, with e, if there is none. dir: the folder that the name of a
 * file is relative to; NULL: the working directory. */
static struct named name_policy(struct arena *a, const char *name, const char *dir, struct err *e)
{
	if (!strncmp(name, BUILTIN, strlen(BUILTIN)))
		return name_builtin(name, e);
	return (struct named){ name, file_resolve(a, dir, name), NULL };
}

/* A rule of a file that was read. A rule with an error is added too, so that its id is known. */
static int add_rule(struct arena *a, const struct config *c, struct rule *r, struct policy *p, struct conf_errors *all)
{
	struct err e;
	int rc = conf_errors_add(all, "", check_id(p, r, &e), &e);
	p->rules[p->n++] = r;
	if (conf_errors_add(all, "", check_each(r, &e), &e))
		return -1;
	rc |= check_rule(a, r, p->facts, all);
	return rc | (c ? conf_errors_add(all, "", check_services(r, c, &e), &e) : 0);
}

/* of_file: the errors of the file itself */
static int add_rules(struct arena *a, const struct config *c, struct policy_file *f, struct policy *p,
	const struct conf_errors *of_file, struct conf_errors *all)
{
	struct rule *rules = f->rules.items;
	struct err e;
	int rc = 0;
	if (p->n + f->rules.n > LIMIT_RULES)
		return conf_errors_add(all, "", err_set(&e, ERR_CONFIG, "%s: more than %d rules", f->name, LIMIT_RULES), &e);
	for (size_t i = 0; i < f->rules.n; i++) {
		rules[i].policy = f->name;
		if (!conf_errors_below(of_file, arena_printf(a, "rules[%zu]", i)))
			rc |= add_rule(a, c, &rules[i], p, all);
	}
	return rc;
}

struct loading {
	struct arena *a;
	struct secrets *k;
	const struct config *c;
	struct policy *p;
	const char *seen[LIMIT_POLICIES];
	size_t n_seen;
};

/* Returns whether the policy was not loaded yet. A policy that is included several times, even by itself, is loaded
 * once. */
static bool is_new(struct loading *l, const char *path)
{
	for (size_t i = 0; i < l->n_seen; i++)
		if (!strcmp(l->seen[i], path))
			return false;
	return true;
}

static int add_policy(struct loading *l, const struct named *named, struct conf_errors *all);

static int add_included(
	struct loading *l, const struct named *by, const struct conf_strings *names, struct conf_errors *all)
{
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->items[i], *dir = by->text ? NULL : file_dir(l->a, by->path);
		bool outside = *name == '/' || strstr(name, "..") != NULL;
		if (outside) {
			rc |= conf_errors_add(all, "",
				err_set(&e, ERR_CONFIG, "%s: include \"%s\": the file must be below the folder of this policy",
					by->name, name),
				&e);
			continue;
		}
		struct named one = name_policy(l->a, name, dir, &e);
		struct conf_errors own = { .a = l->a };
		rc |= one.path ? add_policy(l, &one, &own)
					   : conf_errors_add(all, "", err_wrap(&e, "%s: include", by->name), &e);
		conf_errors_merge(all, arena_printf(l->a, "%s: include: ", by->name), &own);
	}
	return rc;
}

static int add_policy(struct loading *l, const struct named *named, struct conf_errors *all)
{
	struct rules_file parsed;
	struct policy *p = l->p;
	struct conf_errors own = { .a = l->a };
	struct err e;
	struct str raw;
	if (!is_new(l, named->path))
		return 0;
	if (l->n_seen == LIMIT_POLICIES)
		return conf_errors_add(
			all, "", err_set(&e, ERR_CONFIG, "%s: more than %d policies", named->name, LIMIT_POLICIES), &e);
	l->seen[l->n_seen++] = named->path;
	int rc = conf_read(l->a, l->k, named->path, named->text, &policy_table, NULL, 0, &parsed, &raw, &own);
	conf_errors_merge(all, "", &own);
	rc |= add_included(l, named, &parsed.include, all);
	struct policy_file *f = &p->files[p->n_files++];
	f->name = named->name;
	f->text = raw;
	f->rules = parsed.rules;
	crypto_sha256_hex(raw.p, raw.n, f->sha256);
	return rc | add_rules(l->a, l->c, f, p, &own, all);
}

int policy_read(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct policy *out,
	struct conf_errors *all)
{
	static const char *const standard[] = { BUILTIN "staging" };
	bool ordered = o->policies.n > 0;
	struct conf_strings names = ordered ? o->policies : c ? c->policies : (struct conf_strings){ .items = NULL };
	struct policy p = { .rules = ARENA_ARRAY(a, struct rule *, LIMIT_RULES),
		.files = ARENA_ARRAY(a, struct policy_file, LIMIT_POLICIES),
		.facts = shape_facts(a, c) };
	struct loading *l = ARENA_NEW(a, struct loading);
	struct err e;
	int rc = 0;
	*l = (struct loading){ .a = a, .k = k, .c = c, .p = &p };
	for (size_t i = 0; i < (names.n ? names.n : COUNTOF(standard)); i++) {
		struct named one = name_policy(a, names.n ? names.items[i] : standard[i], ordered || !c ? NULL : c->dir, &e);
		if (!one.path)
			rc |= conf_errors_add(all, "", -1, &e);
		else if (!one.text && !ordered && !file_exists(one.path))
			rc |= conf_errors_add(all, "", conf_error(&e, &names.place, "policies: %s does not exist", one.path), &e);
		else
			rc |= add_policy(l, &one, all);
	}
	if (c && c->requires.n) {
		/* no list of policies can leave it out: `requires` would not be enforced */
		struct named one = name_builtin(BUILTIN "passport", &e);
		rc |= one.path ? add_policy(l, &one, all) : conf_errors_add(all, "", -1, &e);
	}
	if (!p.n && !rc)
		rc = conf_errors_add(
			all, "", err_set(&e, ERR_CONFIG, "the policies contain no rule, so nothing could be approved"), &e);
	*out = p;
	return rc;
}

int policy_load(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct policy *out,
	struct err *e)
{
	struct conf_errors *all = config_errors(a, o);
	struct policy p;
	if (policy_read(a, k, o, c, &p, all))
		return conf_errors_end(all, e);
	*out = p;
	return 0;
}

int policy_of_evidence(
	struct arena *a, struct secrets *k, const struct json *policies, struct policy *out, struct err *e)
{
	size_t n = json_size(policies);
	struct conf_errors all = { .a = a };
	struct policy p = { .rules = ARENA_ARRAY(a, struct rule *, LIMIT_RULES),
		.files = ARENA_ARRAY(a, struct policy_file, n + 1),
		.facts = shape_facts(a, NULL) };
	for (size_t i = 0; i < n; i++) {
		const struct json *v = json_item(policies, i);
		struct str name = json_text(json_get(v, "name")), text = json_text(json_get(v, "text"));
		struct policy_file *f = &p.files[p.n_files++];
		struct rules_file parsed;
		if (!text.n)
			return err_set(e, ERR_CONFIG, "the evidence does not hold the text of policy %s", name.p);
		if (conf_load(a, k, name.p, &text, &policy_table, NULL, 0, &parsed, NULL, e))
			return -1;
		/* included policies have their own entries */
		*f = (struct policy_file){ .name = name.p, .text = text, .rules = parsed.rules };
		if (add_rules(a, NULL, f, &p, NULL, &all))
			return conf_errors_end(&all, e);
	}
	if (!p.n)
		return err_set(e, ERR_CONFIG, "the evidence holds no policy");
	*out = p;
	return 0;
}
