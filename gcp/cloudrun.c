/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun.c: reads Cloud Run v2 services and revisions into structs. Accepts responses that omit optional members, but
 * fails if anything that decisions depend on is missing or contradictory. */
#include "gcp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *short_name(const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;
	return slash ? slash + 1 : name;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

int cloudrun_check_name(struct arena *a, const char *name, const char *collection, const char *project,
	const char *region, const char *id, struct err *e)
{
	char *copy = arena_strdup(a, name), *save = NULL;
	const char *parts[6] = { "", "", "", "", "", "" };
	size_t n = 0;
	for (char *p = strtok_r(copy, "/", &save); p && n < COUNTOF(parts); p = strtok_r(NULL, "/", &save))
		parts[n++] = p;
	bool ours = n == 6 && !strcmp(parts[0], "projects") && !strcmp(parts[3], region) && !strcmp(parts[5], id) &&
		!strcmp(parts[4], collection) && (!strcmp(parts[1], project) || is_number(parts[1]) || is_number(project));
	return ours ? 0 : err_set(e, ERR_MALFORMED, "the answer is for \"%s\", not for %s in %s", name, id, region);
}

bool cloudrun_state_known(const char *state)
{
	static const char *const known[] = { "CONDITION_SUCCEEDED", "CONDITION_FAILED", "CONDITION_PENDING",
		"CONDITION_RECONCILING" };
	for (size_t i = 0; state && i < COUNTOF(known); i++)
		if (!strcmp(known[i], state))
			return true;
	return false;
}

enum { PATH = 128 }; /* of a member below a member or an item of a list */

/* Paths are needed for one reading only, and many services have many of them: none is kept. */
static const char *text_under(struct json_reader *r, const char *path, const char *name, const char *def)
{
	char at[PATH];
	snprintf(at, sizeof(at), "%s.%s", path, name);
	return json_read_string_or(r, at, def);
}

static struct cloudrun_condition condition_of(struct json_reader *r, const char *path)
{
	struct cloudrun_condition c = {
		.type = text_under(r, path, "type", NULL),
		.state = text_under(r, path, "state", NULL),
		.severity = text_under(r, path, "severity", NULL),
		.message = text_under(r, path, "message", NULL),
	};
	static const char *const reasons[] = { "reason", "revisionReason", "executionReason" };
	for (size_t i = 0; i < COUNTOF(reasons) && !c.reason; i++)
		c.reason = text_under(r, path, reasons[i], NULL);
	return c;
}

static int64_t percent_under(struct json_reader *r, const char *path)
{
	char at[PATH];
	snprintf(at, sizeof(at), "%s.percent", path);
	return json_read_int_or(r, at, 0);
}

static struct cloudrun_target target_of(struct json_reader *r, const char *path)
{
	const char *type = text_under(r, path, "type", ""), *revision = text_under(r, path, "revision", "");
	int64_t percent = percent_under(r, path);
	struct cloudrun_target t = {
		.revision = *revision ? short_name(revision) : NULL,
		.tag = text_under(r, path, "tag", NULL),
		.uri = text_under(r, path, "uri", NULL),
	};
	t.latest = strstr(type, "LATEST") || (!strstr(type, "REVISION") && !t.revision);
	if (t.tag && !*t.tag)
		t.tag = NULL;
	if ((percent < 0 || percent > 100) && !r->failed) {
		r->failed = true;
		err_set(r->e, ERR_MALFORMED, "%s: %s.percent is %lld", r->name, path, (long long)percent);
	}
	t.percent = (int)percent;
	return t;
}

static struct cloudrun_split split_of(struct json_reader *r, const char *key, struct arena *a)
{
	const struct json *rows = json_read_array(r, key);
	struct cloudrun_split s = { ARENA_ARRAY(a, struct cloudrun_target, json_size(rows) + 1), 0 };
	for (size_t i = 0; i < json_size(rows) && !r->failed; i++) {
		char at[PATH / 2];
		snprintf(at, sizeof(at), "%s[%zu]", key, i);
		s.rows[s.n++] = target_of(r, at);
	}
	return s;
}

static int check_split(const struct cloudrun_split *s, const char *name, bool must_sum, struct err *e)
{
	int sum = 0;
	for (size_t i = 0; i < s->n; i++) {
		sum += s->rows[i].percent;
		if (s->rows[i].revision && !cloudrun_name_valid(s->rows[i].revision))
			return err_set(e, ERR_MALFORMED, "%s: \"%s\" is not a revision name", name, s->rows[i].revision);
		for (size_t j = 0; j < i && s->rows[i].tag; j++)
			if (s->rows[j].tag && !strcmp(s->rows[i].tag, s->rows[j].tag))
				return err_set(e, ERR_MALFORMED, "%s: the tag \"%s\" is listed twice", name, s->rows[i].tag);
	}
	if (must_sum && sum != 100)
		return err_set(e, ERR_MALFORMED, "%s adds up to %d %%, not 100", name, sum);
	return 0;
}

int cloudrun_service_of(struct arena *a, const struct json *body, enum cloudrun_kind kind, const char *project,
	const char *region, const char *id, struct cloudrun_service *out, struct err *e)
{
	const struct cloudrun_kind_row *k = cloudrun_kind(kind);
	struct err why;
	struct json_reader r = json_reader(body, arena_printf(a, "%s %s", k->what, id), &why);
	struct cloudrun_service s = {
		.kind = kind,
		.project = project,
		.region = region,
		.id = id,
		.name = json_read_string(&r, "name"),
		.uid = json_read_string_or(&r, "uid", ""),
		.etag = json_read_string_or(&r, "etag", NULL),
		.uri = json_read_string_or(&r, "uri", NULL),
		.generation = json_read_int_or(&r, "generation", 0),
		.observed_generation = json_read_int_or(&r, "observedGeneration", 0),
		.reconciling = json_read_bool_or(&r, "reconciling", false),
		.latest_created = short_name(json_read_string_or(&r, "latestCreatedRevision", NULL)),
		.latest_ready = short_name(json_read_string_or(&r, "latestReadyRevision", NULL)),
		.raw = body,
	};
	if (json_read_object(&r, "terminalCondition"))
		s.terminal = condition_of(&r, "terminalCondition");
	s.desired = split_of(&r, k->split, a);
	s.effective = split_of(&r, k->statuses, a);
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	for (size_t i = 0; i < s.effective.n; i++)
		if (s.effective.rows[i].latest && !s.effective.rows[i].revision)
			s.effective.rows[i].revision = s.latest_ready;
	if (!s.desired.n)
		s.desired.rows[s.desired.n++] = (struct cloudrun_target){ .latest = true, .percent = 100 };
	if (cloudrun_check_name(a, s.name, k->collection, project, region, id, e) ||
		check_split(&s.desired, k->split, true, e) ||
		check_split(&s.effective, k->statuses, s.effective.n && !s.reconciling, e))
		return err_wrap(e, "%s %s", k->what, id);
	*out = s;
	return 0;
}

static const char *image_of(struct json_reader *r, struct arena *a)
{
	const struct json *all = json_read_array(r, "containers");
	size_t ingress = 0;
	for (size_t i = 0; i < json_size(all); i++)
		if (json_get(json_item(all, i), "ports"))
			ingress = i;
	return json_read_string_or(r, arena_printf(a, "containers[%zu].image", ingress), "");
}

int cloudrun_revision_of(struct arena *a, const struct json *body, struct cloudrun_revision *out, struct err *e)
{
	struct err why;
	struct json_reader r = json_reader(body, "revision", &why);
	struct cloudrun_revision v = {
		.name = short_name(json_read_string(&r, "name")),
		.uid = json_read_string_or(&r, "uid", ""),
		.created_at = json_read_time_or(&r, "createTime", 0),
		.image = image_of(&r, a),
		.raw = body,
	};
	const struct json *conditions = json_read_array(&r, "conditions");
	for (size_t i = 0; i < json_size(conditions); i++) {
		char at[PATH / 2];
		snprintf(at, sizeof(at), "conditions[%zu]", i);
		struct cloudrun_condition c = condition_of(&r, at);
		if (!c.type || strcmp(c.type, "Ready") != 0)
			continue;
		v.ready = c.state && !strcmp(c.state, "CONDITION_SUCCEEDED");
		v.ready_known = cloudrun_state_known(c.state);
		v.ready_reason = c.reason;
		v.ready_message = c.message;
	}
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	if (!v.name || !*v.name)
		return err_set(e, ERR_MALFORMED, "a revision has no name");
	*out = v;
	return 0;
}

static int newest_first(const void *x, const void *y)
{
	const struct cloudrun_revision *a = x, *b = y;
	if (a->created_at != b->created_at)
		return a->created_at > b->created_at ? -1 : 1;
	return -strcmp(a->name, b->name);
}

int cloudrun_revisions_of(
	struct arena *a, const struct json *body, struct cloudrun_revision **out, size_t *n, struct err *e)
{
	const struct json *all = json_get(body, "revisions");
	struct cloudrun_revision *items = ARENA_ARRAY(a, struct cloudrun_revision, json_size(all) + 1);
	size_t count = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		if (cloudrun_revision_of(a, json_item(all, i), &items[count], e))
			return err_wrap(e, "revisions[%zu]", i);
		if (!cloudrun_revision_named(items, count, items[count].name)) /* a revision may be on two pages */
			count++;
	}
	if (count)
		qsort(items, count, sizeof(*items), newest_first);
	*out = items;
	*n = count;
	return 0;
}

const struct cloudrun_revision *cloudrun_revision_named(
	const struct cloudrun_revision *revisions, size_t n, const char *name)
{
	for (size_t i = 0; name && i < n; i++)
		if (!strcmp(revisions[i].name, name))
			return &revisions[i];
	return NULL;
}

const char *cloudrun_lacks(const struct cloudrun_service *s)
{
	if (!s->uid || !*s->uid)
		return "uid";
	if (s->generation <= 0)
		return "generation";
	return s->etag && *s->etag ? NULL : "etag";
}

bool cloudrun_settled(const struct cloudrun_service *s)
{
	return !s->reconciling && s->generation == s->observed_generation;
}

bool cloudrun_failed(const struct cloudrun_service *s)
{
	return !s->reconciling && s->terminal.state && !strcmp(s->terminal.state, "CONDITION_FAILED") &&
		!(s->terminal.severity && !strcmp(s->terminal.severity, "INFO"));
}

void cloudrun_get_operation(
	struct gcp *g, struct arena *a, const char *name, int64_t deadline, gcp_done *done, void *arg)
{
	gcp_get(g, a, GCP_RUN, arena_printf(a, "v2/%s", name), deadline, done, arg);
}
