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

static const struct conf_list *members_of(const struct config *c, enum group g)
{
	switch (g) {
	case GROUP_SERVICES:   return &c->services;
	case GROUP_SQL:        return &c->sql;
	case GROUP_REDIS:      return &c->redis;
	case GROUP_CONNECTORS: return &c->connectors;
	case GROUP_PROBES:     return &c->probes;
	case GROUP_METRICS:    return &c->metrics;
	case GROUP_LOGS:       return &c->logs;
	default:               return NULL;
	}
}

static size_t item_size(enum group g)
{
	switch (g) {
	case GROUP_SERVICES:   return sizeof(struct config_service);
	case GROUP_SQL:        return sizeof(struct config_sql);
	case GROUP_REDIS:      return sizeof(struct config_redis);
	case GROUP_CONNECTORS: return sizeof(struct config_connector);
	case GROUP_METRICS:    return sizeof(struct config_metric);
	case GROUP_LOGS:       return sizeof(struct config_log);
	default:               return sizeof(struct config_probe);
	}
}

static int group_named(const char *name)
{
	for (int g = 0; g < GROUP__COUNT; g++)
		if (!strcmp(group_name((enum group)g), name))
			return g;
	return -1;
}

static void place_of(const struct conf_text *text, const struct cel_ref *r, struct conf_place *out)
{
	*out = text->place;
	out->line += r->line > 0 ? r->line - 1 : 0;
}

static int check_root(const struct conf_text *text, const struct cel_ref *r, const char *const *extra, struct err *e)
{
	const char *names[GROUP__COUNT + 8];
	size_t n = 0;
	for (int g = 0; g < GROUP__COUNT; g++)
		names[n++] = group_name((enum group)g);
	for (size_t i = 0; extra && extra[i] && n < COUNTOF(names); i++)
		names[n++] = extra[i];
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], r->parts[0]))
			return 0;
	struct conf_place at;
	place_of(text, r, &at);
	const char *near = text_nearest(r->parts[0], names, n);
	return conf_error(e, &at, "unknown name \"%s\" in %s%s%s%s", r->parts[0], text->text,
		near ? "; did you mean \"" : "; known are services, sql, redis, connectors, probes, metrics, logs, "
		"data, source, release", near ? near : "", near ? "\"?" : "");
}

/* A member that is not configured is a mistake, except where has() asks whether it is. */
static int check_member(const struct conf_text *text, const struct cel_ref *r, const struct config *c, struct err *e)
{
	int g = group_named(r->parts[0]);
	const struct conf_list *list = g < 0 ? NULL : members_of(c, (enum group)g);
	if (!list || r->n < 2 || strstr(text->text, "has("))
		return 0;
	const char *names[LIMIT_MEMBERS];
	size_t n = 0;
	for (size_t i = 0; i < list->n && n < COUNTOF(names); i++) {
		const char *item = (const char *)list->items + i * item_size((enum group)g);
		names[n] = ((const struct conf_member *)(const void *)item)->alias;
		if (!strcmp(names[n++], r->parts[1]))
			return 0;
	}
	struct conf_place at;
	place_of(text, r, &at);
	const char *near = text_nearest(r->parts[1], names, n);
	return conf_error(e, &at, "%s.%s is not in the config%s%s%s", r->parts[0], r->parts[1],
		near ? "; did you mean \"" : "; write has(...) in `when` if the rule may do without",
		near ? near : "", near ? "\"?" : "");
}

int policy_compile(struct arena *a, const struct conf_text *text, const struct config *c, const char *const *extra,
                   struct cel_program **out, struct err *e)
{
	struct cel_program *p;
	if (cel_compile(a, str_of(text->text), &text->place, NULL, &p, e))
		return -1;
	const struct cel_ref *refs;
	size_t n = cel_refs(p, &refs);
	for (size_t i = 0; i < n; i++) {
		if (check_root(text, &refs[i], extra, e))
			return -1;
		if (c && !c->discover && check_member(text, &refs[i], c, e))
			return -1;
	}
	*out = p;
	return 0;
}

/* `when` guards what the rule reads, so its has() excuses the expression and the message too. */
static const struct config *config_for(const struct rule *r, const struct config *c)
{
	bool guarded = (r->when.set && strstr(r->when.text, "has(")) || strstr(r->expression.text, "has(");
	return guarded ? NULL : c;
}

static int compile_rule(struct arena *a, struct rule *r, const struct config *c, struct err *e)
{
	static const char *const each_names[] = { "it", "key", NULL };
	const char *const *extra = r->each ? each_names : NULL;
	const struct config *checked = config_for(r, c);
	int each = r->each ? group_named(r->each) : -1;
	if (r->each && (each < 0 || each > GROUP_DATA))
		return conf_error(e, &r->member.place, "rule %s: each = \"%s\" is no fact group; known are services, sql, "
			"redis, connectors, probes, metrics, logs, data", r->id, r->each);
	if ((r->when.set && policy_compile(a, &r->when, checked, extra, &r->when_program, e)) ||
	    policy_compile(a, &r->expression, checked, extra, &r->program, e) ||
	    (r->message.set && policy_compile(a, &r->message, checked, extra, &r->message_program, e)))
		return err_wrap(e, "rule %s", r->id);
	return 0;
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
		if (check_id(p, &rules[i], e) || compile_rule(a, &rules[i], c, e) || (c && check_services(&rules[i], c, e)))
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
	struct policy p = { .rules = ARENA_ARRAY(a, struct rule *, LIMIT_RULES) };
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
