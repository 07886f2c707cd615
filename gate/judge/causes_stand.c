/* SPDX-License-Identifier: Apache-2.0 */
/* causes_stand.c: how a finding stands to a symptom, by the evidence: new with the candidate, shared with what does
 * badly too, not shown, or exonerated by a baseline that does well with it. No side effects. */
#include "causes.h"

#include <string.h>

const char *cause_standing_name(enum cause_standing s)
{
	static const char *const names[] = {
		[CAUSE_NEW] = "new",
		[CAUSE_SHARED] = "shared",
		[CAUSE_OPEN] = "not_shown",
		[CAUSE_EXONERATED] = "exonerated",
	};
	return names[s];
}

/* ---- Whether the baseline does well where the symptom is ------------------------------------------------- */

/* 1: well, 0: badly, -1: not known or not comparable. A probe has an entry for each revision of the target. */
static int of_differential(const struct json *differential, const char *probe)
{
	const struct json *asked = json_get(differential, "asked");
	int view = -1;
	for (size_t i = 0; i < json_size(asked); i++) {
		const struct json *entry = json_item(asked, i);
		struct str finding = json_text(json_get(entry, "finding"));
		if (!str_is(json_text(json_get(entry, "probe")), probe))
			continue;
		if (str_is(finding, "the target does well"))
			return 1;
		if (str_is(finding, "the target fails the same way"))
			view = 0;
	}
	return view;
}

static int recorded(const struct cause_court *c, const char *name)
{
	const struct json *v = json_get(c->in->baseline, name);
	return json_kind(v) != JSON_BOOL ? -1 : json_is_true(v);
}

/* 0: traffic was moved back, and the rule failed on. That it held then tells less: the load was another one. Only for
 * probes of services, which are asked again: metrics and logs still tell of the candidate. */
static int after_move(const struct cause_court *c, const struct cause *symptom)
{
	for (size_t i = 0; i < json_size(c->in->proof); i++) {
		const struct json *entry = json_item(c->in->proof, i);
		bool same = str_is(json_text(json_get(entry, "id")), symptom->rule->id) &&
			str_is(json_text(json_get(entry, "key")), symptom->key ? symptom->key : "");
		if (same && json_is_true(json_get(entry, "failedBefore")) &&
			str_is(json_text(json_get(entry, "outcome")), "fail"))
			return 0;
	}
	return -1;
}

/* What is known about exactly what the symptom reads. */
static int own_view(const struct cause_court *c, const struct cause *symptom)
{
	int view = -1;
	for (size_t i = 0; i < json_size(symptom->reads) && view < 0; i++) {
		const char *name = json_text(json_item(symptom->reads, i)).p;
		view = !strncmp(name, "probes.", 7) ? of_differential(c->in->differential, name + 7) : -1;
		view = view < 0 ? recorded(c, name) : view;
	}
	bool asked_again = symptom->seen == CAUSE_SEEN_USERS && json_size(symptom->at);
	return view < 0 && asked_again ? after_move(c, symptom) : view;
}

static bool meet(const struct json *services, const struct cause *other)
{
	for (size_t i = 0; i < json_size(other->at); i++) {
		const char *alias = cause_service(json_text(json_item(other->at, i)).p);
		if (alias && cause_has(services, alias))
			return true;
	}
	return false;
}

/* What other symptoms of the same services tell, unless they contradict each other. */
int cause_view_of_others(const struct cause_court *c, const struct json *services)
{
	bool well = false, bad = false;
	for (size_t i = 0; i < c->in->n; i++) {
		const struct cause *other = &c->in->items[i];
		int view = other->seen < CAUSE_SEEN_ENTRY && meet(services, other) ? own_view(c, other) : -1;
		well = well || view == 1;
		bad = bad || view == 0;
	}
	return well == bad ? -1 : well;
}

struct cause_symptom cause_symptom(const struct cause_court *c, const struct cause *of)
{
	struct cause_symptom s = { .of = of, .services = cause_services(&c->graph, of), .baseline = own_view(c, of) };
	if (s.baseline < 0 && json_size(s.services) == 1)
		s.baseline = recorded(c, arena_printf(c->a, "services.%s", json_text(json_item(s.services, 0)).p));
	if (s.baseline < 0)
		s.baseline = cause_view_of_others(c, s.services);
	cause_calls_of(&c->graph, &s);
	return s;
}

/* ---- Standing -------------------------------------------------------------------------------------------------- */

const char *cause_revision_name(const struct cause_court *c, const char *service, const char *revision)
{
	struct str name = json_text(json_get(json_get(json_get(c->graph.services, service), revision), "name"));
	return name.n ? name.p : arena_printf(c->a, "the %s of %s", revision, service);
}

static void put(struct cause_stand *out, enum cause_standing s, const char *because)
{
	out->standing = s;
	out->because = because;
}

/* The baseline has the same: it decides by how it does. */
static void by_baseline(
	const struct cause_court *c, const char *service, const char *has, int view, struct cause_stand *out)
{
	const char *name = cause_revision_name(c, service, "baseline");
	struct json *with = json_new_array(c->a);
	json_add(with, json_new_string(c->a, name));
	out->with = with;
	if (view == 1)
		put(out, CAUSE_EXONERATED, arena_printf(c->a, "%s %s and does well", name, has));
	else if (view == 0)
		put(out, CAUSE_SHARED, arena_printf(c->a, "%s %s and does as badly", name, has));
	else
		put(out, CAUSE_OPEN, arena_printf(c->a, "%s %s; how it does is not known", name, has));
}

/* The same fault, or another one of the same rule? A message names the revision. */
static bool same_fault(struct cause_court *c, const struct cause *f, const char *service)
{
	struct json *one = json_new_array(c->a);
	json_add(one, json_new_string(c->a, service));
	const char *then = cause_without(c->without, f, one).message, *at;
	const char *was = cause_revision_name(c, service, "baseline"), *is = cause_revision_name(c, service, "candidate");
	struct buf b = BUF_MAX(64 * 1024);
	for (; (at = strstr(then, was)); then = at + strlen(was)) {
		buf_put(&b, then, (size_t)(at - then));
		buf_puts(&b, is);
	}
	buf_puts(&b, then);
	bool same = !strcmp(buf_text(&b), f->message);
	buf_free(&b);
	return same;
}

static void in_service(
	struct cause_court *c, const struct cause *f, bool known, const char *service, int view, struct cause_stand *out)
{
	const struct json *s = json_get(c->graph.services, service);
	if (!cause_released(&c->graph, service))
		put(out, CAUSE_OPEN, arena_printf(c->a, "%s is not part of this release", service));
	else if (!json_get(s, "baseline"))
		put(out, CAUSE_OPEN, "there is no baseline to compare with");
	else if (!known)
		put(out, CAUSE_OPEN, "whether the baseline has it too is not known");
	else if (!same_fault(c, f, service))
		put(out, CAUSE_OPEN,
			arena_printf(c->a, "%s breaks the rule too, in another way", cause_revision_name(c, service, "baseline")));
	else
		by_baseline(c, service, "has it too", view, out);
}

/* Services that this release left alone, use the resource too and have a symptom of their own. */
static struct json *others_suffer(const struct cause_court *c, const struct json *services, const char *resource)
{
	const struct json *users = cause_users(&c->graph, resource);
	struct json *out = json_new_array(c->a);
	for (size_t u = 0; u < json_size(users); u++) {
		const char *alias = json_text(json_item(users, u)).p;
		bool suffers = false;
		if (cause_has(services, alias) || cause_released(&c->graph, alias))
			continue;
		for (size_t i = 0; i < c->in->n; i++)
			suffers = suffers || (c->in->items[i].seen < CAUSE_SEEN_ENTRY && cause_is_at(c->in->items[i].at, alias));
		if (suffers)
			json_add(out, json_new_string(c->a, alias));
	}
	return out;
}

/* One of the symptom's services that uses the resource; the released one, if there is one. */
static const char *user_among(const struct cause_court *c, const struct json *services, const char *resource)
{
	const struct json *users = cause_users(&c->graph, resource);
	const char *any = NULL;
	for (size_t i = 0; i < json_size(users); i++) {
		const char *alias = json_text(json_item(users, i)).p;
		if (cause_has(services, alias) &&
			(!any || (!cause_released(&c->graph, any) && cause_released(&c->graph, alias))))
			any = alias;
	}
	return any;
}

static void in_resource(
	struct cause_court *c, const struct json *services, const char *resource, int view, struct cause_stand *out)
{
	const char *user = user_among(c, services, resource);
	const struct json *suffer = others_suffer(c, services, resource);
	bool compared = user && cause_released(&c->graph, user) && json_get(json_get(c->graph.services, user), "baseline");
	bool both = compared && cause_uses(&c->graph, user, "baseline", resource);
	if (both)
		by_baseline(c, user, cause_uses(&c->graph, user, "candidate", resource) ? "uses it too" : "uses it", view, out);
	if ((!both || out->standing == CAUSE_OPEN) && json_size(suffer)) {
		out->with = suffer;
		put(out, CAUSE_SHARED,
			arena_printf(c->a, "%s uses it too, was not released, and does badly", json_text(json_item(suffer, 0)).p));
	} else if (!both && compared) {
		put(out, CAUSE_NEW,
			arena_printf(c->a, "%s uses it, and %s does not", cause_revision_name(c, user, "candidate"),
				cause_revision_name(c, user, "baseline")));
	} else if (!both) {
		put(out, CAUSE_OPEN,
			!user                                  ? "no revision says that it uses it"
				: !cause_released(&c->graph, user) ? arena_printf(c->a, "%s is not part of this release", user)
												   : "there is no baseline to compare with");
	}
}

/* A file that the build drops, an uncommitted change: in an image that the candidate alone runs? */
static void in_source(struct cause_court *c, const struct json *services, int view, struct cause_stand *out)
{
	const struct json *source = json_get(c->graph.facts, "source"), *changed = json_get(source, "changed");
	const char *service = NULL;
	for (size_t i = 0; i < json_size(services) && !service; i++)
		if (cause_released(&c->graph, json_text(json_item(services, i)).p))
			service = json_text(json_item(services, i)).p;
	const struct json *s = service ? json_get(c->graph.services, service) : NULL;
	bool began = false;
	for (size_t i = 0; i < json_size(changed); i++) {
		struct str path = json_text(json_item(changed, i));
		began = began || (path.n > 6 && !strcmp(path.p + path.n - 6, "ignore")) ||
			cause_has(json_get(source, "excluded"), path.p) || cause_has(json_get(source, "missing"), path.p);
	}
	if (!s || !json_get(s, "baseline"))
		put(out, CAUSE_OPEN, "there is no baseline to compare with");
	else if (json_equal(json_at(s, "candidate.image"), json_at(s, "baseline.image")))
		by_baseline(c, service, "runs the same image", view, out);
	else if (began)
		put(out, CAUSE_NEW, "changed since the commit that served before");
	else
		put(out, CAUSE_OPEN,
			arena_printf(
				c->a, "whether the image of %s has it too is not known", cause_revision_name(c, service, "baseline")));
}

/* An incident of the platform is the same for both revisions. Returns a released service that has both, or NULL. */
static const char *platform_user(const struct cause_court *c, const struct json *services)
{
	for (size_t i = 0; i < json_size(services); i++) {
		const char *alias = json_text(json_item(services, i)).p;
		if (cause_released(&c->graph, alias) && json_get(json_get(c->graph.services, alias), "baseline"))
			return alias;
	}
	return NULL;
}

static const char *names_of(const struct cause_court *c, const struct json *services)
{
	const char *all = NULL;
	for (size_t i = 0; i < json_size(services) && i < 3; i++) {
		const char *name = cause_revision_name(c, json_text(json_item(services, i)).p, "candidate");
		all = all ? arena_printf(c->a, "%s, %s", all, name) : name;
	}
	return json_size(services) > 3 ? arena_printf(c->a, "%s and more", all) : all;
}

/* Returns the node by which the finding is on the symptom's path. */
static const char *node_on_path(
	const struct cause_court *c, const struct cause_symptom *symptom, const struct json *at, int distance)
{
	for (size_t i = 0; i < json_size(at); i++) {
		struct json *one = json_new_array(c->a);
		json_add(one, json_item(at, i));
		if (cause_distance(&c->graph, symptom, one) == distance)
			return json_text(json_item(at, i)).p;
	}
	return "";
}

bool cause_judge_at(struct cause_court *c, const struct cause_symptom *symptom, size_t finding, struct cause_stand *out)
{
	const struct cause *f = &c->in->items[finding];
	*out = (struct cause_stand){ .standing = CAUSE_OPEN, .distance = cause_distance(&c->graph, symptom, f->at) };
	/* a symptom of no known service: a name or certificate would be guessed to be on its way */
	if (out->distance < 0 || (f->seen == CAUSE_SEEN_ENTRY && !json_size(symptom->of->at)))
		return false;
	if (!c->makers[finding])
		c->makers[finding] = cause_makers(c->without, f, &c->makers_known[finding]);
	const struct json *makers = c->makers[finding];
	const char *node = node_on_path(c, symptom, f->at, out->distance), *service = cause_service(node);
	if (json_size(makers))
		put(out, CAUSE_NEW, arena_printf(c->a, "new with %s", names_of(c, makers)));
	else if (f->seen == CAUSE_SEEN_ENTRY || !strncmp(node, "host.", 5))
		put(out, CAUSE_OPEN, "the same for every revision");
	else if (service)
		in_service(c, f, c->makers_known[finding], service, symptom->baseline, out);
	else if (cause_is_resource(node))
		in_resource(c, symptom->services, node, symptom->baseline, out);
	else if (!strcmp(node, "source"))
		in_source(c, symptom->services, symptom->baseline, out);
	else if (!strcmp(node, "deploy"))
		put(out, CAUSE_NEW, "it made this release");
	else if (!strncmp(node, "google.", 7) && platform_user(c, symptom->services))
		by_baseline(c, platform_user(c, symptom->services), "runs there too", symptom->baseline, out);
	else
		put(out, CAUSE_OPEN, "whether it reaches this release is not known");
	return true;
}
