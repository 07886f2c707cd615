/* SPDX-License-Identifier: Apache-2.0 */
/* side_effects.c: warns, before traffic is moved back, about what the move does not restore and what it changes for
 * users. */
#include "act.h"
#include "../source/cloud/owner.h"
#include "../source/cloud/revision.h"
#include "../source/cloud/scaling.h"

#include <string.h>

/* ---- How the two revisions differ --------------------------------------------------------------- */

static void put_item(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void put_item(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	buf_puts(b, b->n ? ", " : "");
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

static void put_value(struct buf *b, const struct json *v)
{
	if (json_kind(v) == JSON_STRING)
		buf_puts(b, json_text(v).n ? json_text(v).p : "none");
	else
		json_print(v, JSON_COMPACT, b);
}

/* Appends the settings in which the candidate (from) and the target (to) differ; the next two do so for containers and
 * environment variables. */
static void differing_fields(const struct json *from, const struct json *to, struct buf *out)
{
	static const struct {
		const char *key, *name;
	} fields[] = {
		{ "image", "image" },
		{ "memoryMiB", "memory (MiB)" },
		{ "cpu", "cpu" },
		{ "gpu", "GPUs" },
		{ "accelerator", "GPU type" },
		{ "concurrency", "concurrency" },
		{ "minInstances", "minimum instances" },
		{ "maxInstances", "maximum instances" },
		{ "timeoutSeconds", "timeout (s)" },
		{ "serviceAccount", "service account" },
		{ "connector", "VPC connector" },
		{ "network", "network" },
		{ "sqlInstances", "Cloud SQL instances" },
	};
	for (size_t i = 0; i < COUNTOF(fields); i++) {
		const struct json *a = json_get(from, fields[i].key), *b = json_get(to, fields[i].key);
		if (json_equal(a, b))
			continue;
		put_item(out, "%s", fields[i].name);
		if (!i) /* omit the digests of images */
			continue;
		buf_putc(out, ' ');
		put_value(out, a);
		buf_puts(out, " -> ");
		put_value(out, b);
	}
}

/* "collector.image" becomes "image of collector", "collector.env.LEVEL" "LEVEL of collector". */
static void put_changed(struct buf *out, const char *path)
{
	static const struct {
		const char *fact, *name;
	} names[] = {
		{ "memoryMiB", "memory" },
		{ "gpu", "GPUs" },
		{ "dependsOn", "order of start" },
		{ "startupProbe", "startup probe" },
		{ "livenessProbe", "liveness probe" },
		{ "readinessProbe", "readiness probe" },
	};
	int name = (int)strcspn(path, ".");
	const char *fact = path[name] ? path + name + 1 : "", *what = strncmp(fact, "env.", 4) ? fact : fact + 4;
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(names[i].fact, fact))
			what = names[i].name;
	put_item(out, "%s of %.*s", what, name, path);
}

static void differing_containers(struct arena *a, const struct json *from, const struct json *to, struct buf *out)
{
	const struct json *all = json_get(changes_between(a, from, to), "containers");
	const struct json *changed = json_get(all, "changed"), *removed = json_get(all, "removed"),
					  *added = json_get(all, "added");
	for (size_t i = 0; i < json_size(changed); i++)
		put_changed(out, json_text(json_item(changed, i)).p);
	for (size_t i = 0; i < json_size(removed); i++)
		put_item(out, "without container %s", json_text(json_item(removed, i)).p);
	for (size_t i = 0; i < json_size(added); i++)
		put_item(out, "with container %s", json_text(json_item(added, i)).p);
}

/* Returns whether the ingress container has the variable; those of the others are shown with their container. */
static bool ingress_has(const struct json *revision, const char *variable)
{
	for (struct json_each it = json_each(json_get(revision, "containers")); json_next(&it);)
		if (json_is_true(json_get(it.value, "ingress")) && json_get(json_get(it.value, "env"), variable))
			return true;
	return false;
}

static void differing_env(const struct json *from, const struct json *to, struct buf *out)
{
	const struct json *a = json_get(from, "env"), *b = json_get(to, "env");
	for (struct json_each it = json_each(a); json_next(&it);) {
		const struct json *other = json_get(b, it.key);
		if (!ingress_has(from, it.key))
			continue;
		if (!other || !ingress_has(to, it.key))
			put_item(out, "without %s", it.key);
		else if (strcmp(json_text_at(it.value, "digest"), json_text_at(other, "digest")) != 0 ||
			strcmp(json_text_at(it.value, "secret"), json_text_at(other, "secret")) != 0)
			put_item(out, "%s has another value", it.key);
	}
	for (struct json_each it = json_each(b); json_next(&it);)
		if (ingress_has(to, it.key) && !ingress_has(from, it.key))
			put_item(out, "with %s", it.key);
}

/* ---- How the databases have changed since ------------------------------------------------------------ */

static void differing_flags(const struct json *then, const struct json *now, struct buf *out)
{
	for (struct json_each it = json_each(then); json_next(&it);) {
		const struct json *value = json_get(now, it.key);
		if (json_equal(it.value, value))
			continue;
		put_item(out, "%s ", it.key);
		put_value(out, it.value);
		buf_puts(out, " -> ");
		if (value)
			put_value(out, value);
		else
			buf_puts(out, "not set");
	}
	for (struct json_each it = json_each(now); json_next(&it);)
		if (!json_get(then, it.key)) {
			put_item(out, "%s not set -> ", it.key);
			put_value(out, it.value);
		}
}

/* Returns the database's flags as recorded when the target last passed, or NULL if no record has them. */
static const struct json *flags_approved(
	const struct release *release, const struct service *s, const char *key, const struct json *instance)
{
	const struct json *flags = NULL;
	for (size_t i = 0; i < release->records.n; i++) { /* oldest first */
		const struct record *c = &release->records.items[i];
		const struct json *then = json_get(json_get(c->facts, "sql"), key);
		if (c->verdict == RECORD_PASSED && !strcmp(c->service, s->now.name) &&
			!strcmp(c->candidate, s->target.baseline->name) && json_equal(json_get(then, "instance"), instance))
			flags = json_get(then, "flags");
	}
	return flags;
}

static void of_database(const struct release *release, struct run_log *log, const struct service *s, const char *key,
	const struct json *now)
{
	const struct json *instance = json_get(now, "instance"), *flags = json_get(now, "flags");
	const struct json *approved = flags_approved(release, s, key, instance);
	struct buf differs = BUF_MAX(1500);
	if (flags && approved)
		differing_flags(approved, flags, &differs);
	if (differs.n)
		say_note(log,
			"Cloud SQL %s: flags have changed since %s was approved, and moving traffic does not restore them: %s",
			json_text(instance).p, s->target.baseline->name, buf_text(&differs));
	buf_free(&differs);
}

/* ---- Notes ------------------------------------------------------------------------------------ */

/* A note on a service, or on its candidate or target: "ALIAS: BEFORE REVISION AFTER". revision "": on the service.
 * Services with equal notes share one, which says which of the two it is about. before and after must live as long as
 * the list. */
enum { NAMED = 10 };
enum role { OF_TARGET, OF_CANDIDATE };
struct side_effect {
	enum role role;
	const char *aliases, *revision, *before, *after;
	size_t n;
};
struct side_effects {
	struct arena *a;
	struct side_effect *items;
	size_t n, cap;
};

static void say(struct run_log *log, const struct side_effect *x)
{
	static const char *const roles[] = { [OF_TARGET] = "the target", [OF_CANDIDATE] = "the candidate" };
	const char *revision = x->n > 1 && *x->revision ? roles[x->role] : x->revision;
	if (x->n > NAMED)
		say_note(log, "%s and %zu others: %s%s%s", x->aliases, x->n - NAMED, x->before, revision, x->after);
	else
		say_note(log, "%s: %s%s%s", x->aliases, x->before, revision, x->after);
}

static void add(struct side_effects *all, const struct service *s, enum role role, const char *before,
	const char *revision, const char *after)
{
	const char *alias = s->config->member.alias;
	for (size_t i = 0; i < all->n; i++) {
		struct side_effect *x = &all->items[i];
		if (x->role != role || strcmp(x->before, before) != 0 || strcmp(x->after, after) != 0)
			continue;
		if (x->n++ < NAMED)
			x->aliases = arena_printf(all->a, "%s, %s", x->aliases, alias);
		return;
	}
	all->items = arena_grow(all->a, all->items, all->n, &all->cap, sizeof(*all->items));
	all->items[all->n++] = (struct side_effect){ role, alias, arena_strdup(all->a, revision), before, after, 1 };
}

static void of_secret(
	struct side_effects *all, const struct service *s, const struct json *to, const struct json *secret)
{
	if (!strcmp(json_text_at(secret, "version"), "latest"))
		add(all, s, OF_TARGET, "", json_text_at(to, "name"),
			arena_printf(all->a,
				" reads the secret %s at its latest version: moving traffic does not restore an older value",
				json_text_at(secret, "secret")));
}

static void of_secrets(struct side_effects *all, const struct service *s, const struct json *to)
{
	const struct json *files = json_get(to, "secretVolumes");
	for (struct json_each it = json_each(json_get(to, "secrets")); json_next(&it);)
		of_secret(all, s, to, it.value);
	for (size_t i = 0; i < json_size(files); i++)
		of_secret(all, s, to, json_item(files, i));
}

static void of_part(struct side_effects *all, const struct service *s, const struct json *from, const struct json *to)
{
	struct buf differs = BUF_MAX(1500);
	of_secrets(all, s, to);
	differing_fields(from, to, &differs);
	differing_containers(all->a, from, to, &differs);
	differing_env(from, to, &differs);
	if (differs.n)
		add(all, s, OF_TARGET, "compared with the candidate, ", json_text_at(to, "name"),
			arena_printf(all->a, " differs in: %s", buf_text(&differs)));
	buf_free(&differs);
	if (s->config->kind == CLOUDRUN_SERVICE && !json_int(json_get(to, "effectiveMinInstances")) &&
		!scaling_is_off(s->now.raw))
		add(all, s, OF_TARGET, "", json_text_at(to, "name"),
			" has no minimum instances, so its first requests wait for a cold start");
}

/* Work that has begun goes on; for a worker pool, in instances that are stopped one after the other. */
static void of_work(struct side_effects *all, const struct service *s, const struct json *from)
{
	const char *name = json_text_at(from, "name");
	if (s->config->kind == CLOUDRUN_POOL)
		add(all, s, OF_CANDIDATE, "work that runs on ", name,
			" goes on until its instances are stopped; the instances move in steps, so both revisions work meanwhile");
	else
		add(all, s, OF_CANDIDATE, "requests and WebSocket sessions that run on ", name,
			arena_printf(all->a, " stay there until they end, %lld s at most",
				(long long)json_int(json_get(from, "timeoutSeconds"))));
}

static void of_service(struct side_effects *all, const struct release *release, const struct service *s, int64_t wall)
{
	struct arena *a = arena_new();
	const struct json *from = revision_facts(a, release, s, s->target.candidate, wall);
	for (size_t i = 0; i < s->target.split.n; i++) {
		const char *name = s->target.split.rows[i].revision;
		const struct cloudrun_revision *part = cloudrun_revision_named(s->revisions, s->n_revisions, name);
		if (part && part != s->target.candidate)
			of_part(all, s, from, revision_facts(a, release, s, part, wall));
	}
	if (scaling_is_off(s->now.raw))
		add(all, s, OF_TARGET, "it is scaled to 0 instances by hand, so nobody is served by ",
			s->target.split.rows[0].revision, arena_printf(all->a, " either until: %s", scaling_command(a, &s->now)));
	if (json_is_true(json_get(from, "sessionAffinity")))
		add(all, s, OF_CANDIDATE, "clients that ", json_text_at(from, "name"),
			" has served may reach it again while its instances run: it has session affinity");
	of_work(all, s, from);
	arena_free(a);
}

/* Named before traffic is moved: a tool that declares the traffic will undo the change. */
static void of_owner(struct side_effects *all, const struct service *s)
{
	const char *text = owner_text(all->a, s->now.raw);
	if (text)
		add(all, s, OF_TARGET, "", "", text);
}

static bool is_moved(const struct service *s)
{
	return s->move && s->move->state == MOVE_PLANNED && s->known && s->target.candidate && s->target.baseline;
}

void side_effects_say(struct run_log *log, const struct release *release, const struct judged *judged, int64_t wall)
{
	struct side_effects all = { .a = arena_new() };
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!is_moved(s))
			continue;
		of_service(&all, release, s, wall);
		of_owner(&all, s);
		for (struct json_each it = json_each(json_get(judged->facts, "sql")); json_next(&it);)
			of_database(release, log, s, it.key, it.value);
	}
	for (size_t i = 0; i < all.n; i++)
		say(log, &all.items[i]);
	arena_free(all.a);
}
