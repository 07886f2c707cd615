/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c: policy files read, compiled, and their names checked before anything is contacted. */
#include "gate.h"

#include <string.h>

static const char *const severity_names[] = { "critical", "error", "warning", NULL };
static const char *const unknown_names[] = { "unknown", "fail", NULL };

struct rules_file { struct conf_list rules; };

static const struct conf_field rule_fields[] = {
	{ "id", CONF_STRING, offsetof(struct rule, id), .required = true, .doc = "its name in every report" },
	{ "severity", CONF_CHOICE, offsetof(struct rule, severity), .required = true, .choices = severity_names,
	  .doc = "critical: rolls back; error: not approved; warning: said" },
	{ "services", CONF_STRINGS, offsetof(struct rule, services), .doc = "the services it belongs to" },
	{ "each", CONF_STRING, offsetof(struct rule, each), .doc = "a fact group: judged for each member, as `it` and `key`" },
	{ "when", CONF_CEL, offsetof(struct rule, when), .doc = "CEL: false means skipped" },
	{ "expression", CONF_CEL, offsetof(struct rule, expression), .required = true, .doc = "CEL that must give true" },
	{ "message", CONF_CEL, offsetof(struct rule, message), .doc = "CEL that gives a text, said when the rule fails" },
	{ "dry_run", CONF_BOOL, offsetof(struct rule, dry_run), .doc = "judged and shown, never counted" },
	{ "unknown", CONF_CHOICE, offsetof(struct rule, unknown), .choices = unknown_names, .def = "unknown",
	  .doc = "what it is at the deadline when it could not be judged" },
};
static const struct conf_table rule_table = {
	.name = "rules", .size = sizeof(struct rule), .fields = rule_fields, .n = COUNTOF(rule_fields),
};
static const struct conf_field file_fields[] = {
	{ "rules", CONF_LIST, offsetof(struct rules_file, rules), .required = true, .table = &rule_table, .doc = "the rules" },
};
static const struct conf_table file_table = {
	.name = "policy", .size = sizeof(struct rules_file), .fields = file_fields, .n = COUNTOF(file_fields),
};

const char *severity_name(enum severity s)
{
	return severity_names[s];
}

static int compile_rule(struct arena *a, struct rule *r, const struct cel_shape *facts, struct err *e)
{
	int each = r->each ? group_named(r->each) : -1;
	if (r->each && (each < 0 || each > GROUP_DATA))
		return conf_error(e, &r->member.place, "rule %s: each = \"%s\" is no fact group; known are services, sql, "
			"redis, connectors, probes, metrics, logs, data", r->id, r->each);
	return check_rule(a, r, facts, e);
}

static int check_services(const struct rule *r, const struct config *c, struct err *e)
{
	const struct config_service *s = CONFIG_ITEMS(c->services, const struct config_service);
	for (size_t i = 0; i < r->services.n; i++) {
		bool known = c->discover;
		for (size_t j = 0; j < c->services.n; j++)
			known = known || !strcmp(s[j].member.alias, r->services.items[i]);
		if (!known)
			return conf_error(e, &r->member.place, "rule %s: services names \"%s\", which is not in the config",
				r->id, r->services.items[i]);
	}
	return 0;
}

static int check_id(const struct policy *p, const struct rule *r, struct err *e)
{
	if (!*r->id || strlen(r->id) > 128)
		return conf_error(e, &r->member.place, "a rule's id must have 1 to 128 bytes");
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->rules[i]->id, r->id))
			return conf_error(e, &r->member.place, "rule %s stands twice; the other is in %s:%u", r->id,
				p->rules[i]->member.place.file, p->rules[i]->member.place.line);
	return 0;
}

static int add_file(struct arena *a, struct secrets *k, const char *name, const char *path, const struct str *text,
                    const struct config *c, struct policy *p, struct err *e)
{
	struct rules_file parsed;
	struct str raw;
	if (conf_load(a, k, path, text, &file_table, NULL, 0, &parsed, &raw, e))
		return -1;
	struct policy_file *f = &p->files[p->n_files++];
	f->name = name;
	f->rules = parsed.rules;
	crypto_sha256_hex(raw.p, raw.n, f->sha256);
	struct rule *rules = f->rules.items;
	if (p->n + f->rules.n > LIMIT_RULES)
		return err_set(e, ERR_CONFIG, "%s: more than %d rules", name, LIMIT_RULES);
	for (size_t i = 0; i < f->rules.n; i++) {
		rules[i].policy = name;
		if (check_id(p, &rules[i], e) || compile_rule(a, &rules[i], p->facts, e) || (c && check_services(&rules[i], c, e)))
			return -1;
		p->rules[p->n++] = &rules[i];
	}
	return 0;
}

static int add_builtin(struct arena *a, struct secrets *k, const char *name, const struct config *c, struct policy *p,
                       struct err *e)
{
	size_t n;
	const struct builtin *all = builtin_policies(&n);
	const char *names[64];
	for (size_t i = 0; i < n && i < COUNTOF(names); i++) {
		names[i] = all[i].name;
		if (!strcmp(all[i].name, name)) {
			const char *full = arena_printf(a, "builtin:%s", name);
			return add_file(a, k, full, full, &all[i].text, c, p, e);
		}
	}
	const char *near = text_nearest(name, names, n);
	return err_set(e, ERR_CONFIG, "policy builtin:%s does not exist%s%s%s", name, near ? "; did you mean \"builtin:" : "",
		near ? near : "", near ? "\"?" : "");
}

int policy_load(struct arena *a, struct secrets *k, const struct options *o, const struct config *c,
                struct policy *out, struct err *e)
{
	bool ordered = o->policies.n > 0;
	struct conf_strings names = ordered ? o->policies : c ? c->policies : (struct conf_strings){ .items = NULL };
	size_t n_builtin;
	const struct builtin *builtin = builtin_policies(&n_builtin);
	struct policy p = { .rules = ARENA_ARRAY(a, struct rule *, LIMIT_RULES), .facts = shape_facts(a, c) };
	p.files = ARENA_ARRAY(a, struct policy_file, names.n + n_builtin + 1);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.items[i], *path = file_resolve(a, ordered || !c ? NULL : c->dir, name);
		bool built_in = !strncmp(name, "builtin:", 8);
		if (!built_in && !ordered && !file_exists(path))
			return conf_error(e, &names.place, "policies: %s does not exist", path);
		if (built_in ? add_builtin(a, k, name + 8, c, &p, e) : add_file(a, k, name, path, NULL, c, &p, e))
			return -1;
	}
	for (size_t i = 0; !names.n && i < n_builtin; i++)
		if (add_builtin(a, k, builtin[i].name, c, &p, e))
			return -1;
	if (!p.n)
		return err_set(e, ERR_CONFIG, "the policies hold no rule: nothing could be approved");
	*out = p;
	return 0;
}
