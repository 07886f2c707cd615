/* SPDX-License-Identifier: Apache-2.0 */
/* model.c: the state of the simulated cloud, and how time and actors change it. */
#include "bucket.h"
#include "cloud.h"

#include <string.h>
#include <time.h>

int64_t cloud_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t cloud_wall(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *text_of(const struct json *v, const char *key, const char *def)
{
	return json_kind(json_get(v, key)) == JSON_STRING ? json_text(json_get(v, key)).p : def;
}

static int64_t number_of(const struct json *v, const char *key, int64_t def)
{
	return json_get(v, key) ? json_int(json_get(v, key)) : def;
}

static const char *new_uid(struct cloud *c)
{
	return arena_printf(c->a, "00000000-0000-4000-8000-%012u", ++c->uids);
}

struct service *model_service(struct cloud *c, const char *name)
{
	for (size_t i = 0; i < c->n_services; i++)
		if (!c->services[i].gone && !strcmp(c->services[i].name, name))
			return &c->services[i];
	return NULL;
}

struct revision *model_revision(struct service *s, const char *name)
{
	for (size_t i = 0; name && i < s->n_revisions; i++)
		if (!strcmp(s->revisions[i].name, name))
			return &s->revisions[i];
	return NULL;
}

/* ---- Loading --------------------------------------------------------------------------------- */

int model_read_split(struct cloud *c, const struct json *rows, struct split *out, struct err *e)
{
	out->n = 0;
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		if (out->n == TARGETS_MAX)
			return err_set(e, ERR_CONFIG, "more than %d traffic rows", TARGETS_MAX);
		struct target *t = &out->rows[out->n++];
		*t = (struct target){ .latest = json_is_true(json_get(row, "latest")),
			.revision = text_of(row, "revision", NULL),
			.tag = text_of(row, "tag", NULL),
			.percent = (int)number_of(row, "percent", 0) };
		if (!t->latest && !t->revision)
			return err_set(e, ERR_CONFIG, "a traffic row needs \"latest\": true or a \"revision\"");
	}
	(void)c;
	return 0;
}

static int add_revision(struct cloud *c, struct service *s, const struct json *v, struct err *e)
{
	const char *name = text_of(v, "name", NULL);
	if (!name || s->n_revisions == REVISIONS_MAX)
		return err_set(e, ERR_CONFIG, "service %s: a revision without a name, or too many", s->id);
	struct revision *r = &s->revisions[s->n_revisions++];
	*r = (struct revision){ .name = name,
		.uid = new_uid(c),
		.message = text_of(v, "message", "The user-provided container failed to start."),
		.created_at = cloud_wall() - number_of(v, "age_s", 0) * 1000 + (int64_t)s->n_revisions,
		.dead = text_of(v, "dead", NULL),
		.ready = !json_get(v, "ready") || json_is_true(json_get(v, "ready")),
		.api = json_get(v, "api"),
		.app = json_get(v, "app") };
	s->latest_created = name;
	s->routed_at = s->routed_at > r->created_at ? s->routed_at : r->created_at;
	if (r->ready)
		s->latest_ready = name;
	return 0;
}

/* Opens the port of the edge in front of the service. */
static int add_edge(struct cloud *c, struct service *s, const struct json *edge, struct err *e)
{
	int own = s->port;
	if (!edge)
		return 0;
	s->edge = edge;
	if (server_open(c, s, NULL, e))
		return -1;
	s->edge_port = s->port;
	s->port = own;
	c->ports[c->n_ports - 1].edge = true;
	return 0;
}

static int add_service(struct cloud *c, const char *name, const struct json *v, bool pool, struct err *e)
{
	const char *at = strchr(name, '@'),
			   *id = at ? arena_strndup(c->a, name, (size_t)(at - name)) : arena_strdup(c->a, name);
	if (c->n_services == COUNTOF(c->services))
		return err_set(e, ERR_CONFIG, "too many services");
	struct service *s = &c->services[c->n_services++];
	*s = (struct service){ .pool = pool,
		.surge = number_of(v, "surge", 0),
		.name = arena_strdup(c->a, name),
		.id = id,
		.region = at ? arena_strdup(c->a, at + 1) : c->region,
		.project = text_of(v, "project", c->project),
		.uid = new_uid(c),
		.generation = 7,
		.observed = 7,
		.api = json_get(v, "api"),
		.operation = json_get(v, "operation"),
		.reconcile_ms = number_of(v, "reconcile_ms", 30),
		.updated_us = cloud_wall() * 1000,
		.read_lag_ms = number_of(v, "read_lag_ms", 0),
		.read_lag_reads = number_of(v, "read_lag_reads", 0),
		.page_size = (size_t)number_of(v, "page_size", 0),
		.previews = (size_t)number_of(v, "previews", 0),
		.unlisted = json_is_true(json_get(v, "unlisted")),
		.tls = json_get(v, "tls"),
		.lists_lack = json_get(v, "lists_lack"),
		.answers_lack = json_get(v, "answers_lack"),
		.is_private = json_is_true(json_get(v, "private")),
		.iap = json_is_true(json_get(v, "iap")) };
	const struct json *revisions = json_get(v, "revisions");
	for (size_t i = 0; i < json_size(revisions); i++)
		if (add_revision(c, s, json_item(revisions, i), e))
			return -1;
	if (json_get(v, "changed_s"))
		s->routed_at = cloud_wall() - number_of(v, "changed_s", 0) * 1000;
	if (json_get(v, "traffic") ? model_read_split(c, json_get(v, "traffic"), &s->desired, e) : 0)
		return err_wrap(e, "service %s", id);
	if (!s->desired.n)
		s->desired.rows[s->desired.n++] = (struct target){ .latest = true, .percent = 100 };
	s->effective = s->desired;
	if (json_get(v, "effective") && model_read_split(c, json_get(v, "effective"), &s->effective, e))
		return err_wrap(e, "service %s", id);
	s->changed_at = s->routed_at;
	s->failed = text_of(v, "failed", NULL);
	if (json_is_true(json_get(v, "reconciling"))) {
		s->generation++;
		s->reconcile_at = cloud_now() + s->reconcile_ms;
	}
	if (pool)
		return 0;
	return server_open(c, s, NULL, e) ? -1 : add_edge(c, s, json_get(v, "edge"), e);
}

int model_load(struct cloud *c, struct json *state, struct err *e)
{
	c->project = text_of(state, "project", "demo");
	c->region = text_of(state, "region", "us-central1");
	c->token = text_of(state, "token", "test-token");
	c->latency_ms = number_of(state, "latency_ms", 0);
	c->incidents = json_get(state, "incidents");
	c->alerts = json_get(state, "alerts");
	c->alert_policies = json_get(state, "alert_policies");
	c->sql = json_get(state, "sql");
	c->redis = json_get(state, "redis");
	c->clusters = json_get(state, "clusters");
	c->valkey = json_get(state, "valkey");
	c->kms = json_get(state, "kms");
	c->beside = json_get(state, "beside");
	c->subnets = json_get(state, "subnets");
	c->quotas = json_get(state, "quotas");
	c->dns = json_get(state, "dns");
	c->buckets = ARENA_NEW(c->a, struct buckets);
	c->buckets->a = c->a;
	c->connectors = json_get(state, "connectors");
	c->jobs = json_get(state, "jobs");
	c->metrics = json_get(state, "metrics");
	c->prometheus = json_get(state, "prometheus");
	c->logs = json_get(state, "logs");
	c->secrets = json_get(state, "secrets");
	c->registry = json_get(state, "registry");
	c->empty_pages = (size_t)number_of(state, "empty_pages", 0);
	c->denied = json_get(state, "denied");
	c->page_size = (size_t)number_of(state, "page_size", 0);
	c->unreachable = json_get(state, "unreachable");
	c->identity = json_get(state, "identity");
	c->faults = json_get(state, "faults");
	c->events = json_get(state, "events");
	for (struct json_each it = json_each(json_get(state, "services")); json_next(&it);)
		if (add_service(c, it.key, it.value, false, e))
			return -1;
	for (struct json_each it = json_each(json_get(state, "workers")); json_next(&it);)
		if (add_service(c, it.key, it.value, true, e))
			return -1;
	c->began = cloud_now();
	return buckets_apply(c->buckets, json_get(state, "buckets"), cloud_wall(), e);
}

/* ---- Changes ------------------------------------------------------------------------------------- */

static void touch(struct service *s)
{
	s->changed_at = cloud_wall();
	s->updated_us = s->changed_at * 1000 > s->updated_us ? s->changed_at * 1000 : s->updated_us + 1;
}

void model_change(struct cloud *c, struct service *s, const struct split *wish)
{
	s->desired = *wish;
	s->generation++;
	s->failed = NULL;
	s->operation_done = false;
	s->reconcile_at = cloud_now() + s->reconcile_ms;
	if (json_is_true(json_get(s->operation, "never")))
		s->reconcile_at = INT64_MAX;
	touch(s);
	(void)c;
}

static const char *resolve(const struct service *s, const struct target *t)
{
	return t->latest ? s->latest_ready : t->revision;
}

static bool is_in_effect(const struct service *s, const struct revision *r)
{
	for (size_t i = 0; i < s->effective.n; i++) {
		const char *name = resolve(s, &s->effective.rows[i]);
		if (name && !strcmp(name, r->name))
			return true;
	}
	return false;
}

static int percent_of(const struct service *s, const struct split *split, const char *revision)
{
	int sum = 0;
	for (size_t i = 0; i < split->n; i++)
		if (resolve(s, &split->rows[i]) && !strcmp(resolve(s, &split->rows[i]), revision))
			sum += split->rows[i].percent;
	return sum;
}

/* Moves at most `surge` percents from revisions that have more than desired to those that have less. Returns whether
 * the effective split is then the desired one. */
static bool surge(struct service *s)
{
	struct split next = { .n = 0 };
	int more = (int)s->surge, less = more;
	bool there = true;
	for (size_t i = 0; i < s->n_revisions && next.n < TARGETS_MAX; i++) {
		const char *name = s->revisions[i].name;
		int is = percent_of(s, &s->effective, name), wish = percent_of(s, &s->desired, name);
		int up = wish > is ? (wish - is < more ? wish - is : more) : 0;
		int down = is > wish ? (is - wish < less ? is - wish : less) : 0;
		more -= up;
		less -= down;
		there = there && is + up - down == wish;
		if (is + up - down)
			next.rows[next.n++] = (struct target){ .revision = name, .percent = is + up - down };
	}
	s->effective = next;
	return there;
}

/* The change takes effect, or fails and keeps the desired split, as in Cloud Run. */
static void reconcile(struct cloud *c, struct service *s)
{
	const struct json *fail = json_get(s->operation, "fail");
	if (s->surge && !fail && !surge(s)) {
		s->reconcile_at = cloud_now() + s->reconcile_ms;
		return;
	}
	s->routed_at = cloud_wall() - (cloud_now() - s->reconcile_at);
	s->reconcile_at = 0;
	s->observed = s->generation;
	s->operation_done = !json_is_true(json_get(s->operation, "stuck"));
	if (fail)
		s->failed = text_of(fail, "message", "Internal error.");
	for (size_t i = 0; i < s->desired.n && !s->failed; i++) {
		const struct target *t = &s->desired.rows[i];
		const struct revision *r = model_revision(s, t->latest ? s->latest_created : t->revision);
		if (!r)
			s->failed = arena_printf(c->a,
				"Revision '%s' does not exist or is deleted. Update all traffic to route to currently "
				"available revisions.",
				t->revision);
		else if (!r->ready && t->percent)
			s->failed = arena_printf(
				c->a, "Revision '%s' is not ready and cannot serve traffic. %s", r->name, r->message);
		else if (r->dead && !is_in_effect(s, r))
			s->failed = arena_printf(c->a, "Revision '%s' is not ready and cannot serve traffic. %s", r->name, r->dead);
		else if ((t->percent || t->tag) && registry_lacks(c, s, r))
			s->failed = arena_printf(
				c->a, "Revision '%s' is not ready and cannot serve traffic. Container import failed.", r->name);
	}
	if (!s->failed)
		s->effective = s->desired;
	touch(s);
}

const char *model_serving(struct service *s, unsigned request)
{
	unsigned at = request * 37 % 100, sum = 0; /* 37 and 100 have no common factor, so every percent is used */
	for (size_t i = 0; i < s->effective.n; i++) {
		sum += (unsigned)s->effective.rows[i].percent;
		if (at < sum)
			return resolve(s, &s->effective.rows[i]);
	}
	return NULL;
}

/* Incidents and alerts. */
static void mutate_monitored(struct cloud *c, const struct json *m)
{
	if (json_get(m, "incidents"))
		c->incidents = merge(c->a, c->incidents, json_get(m, "incidents"));
	if (json_get(m, "alerts"))
		c->alerts = merge(c->a, c->alerts, json_get(m, "alerts"));
	if (json_get(m, "alert_policies"))
		c->alert_policies = merge(c->a, c->alert_policies, json_get(m, "alert_policies"));
}

static void merge_resources(struct cloud *c, const struct json *m)
{
	const struct {
		const char *key;
		struct json **state;
	} all[] = {
		{ "sql", &c->sql },
		{ "redis", &c->redis },
		{ "clusters", &c->clusters },
		{ "valkey", &c->valkey },
		{ "connectors", &c->connectors },
		{ "registry", &c->registry },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (json_get(m, all[i].key))
			*all[i].state = merge(c->a, *all[i].state, json_get(m, all[i].key));
}

static int mutate(struct cloud *c, const struct json *m, struct err *e)
{
	struct service *s = model_service(c, text_of(m, "service", ""));
	struct split wish;
	merge_resources(c, m);
	mutate_monitored(c, m);
	if (json_get(m, "jobs"))
		c->jobs = merge(c->a, c->jobs, json_get(m, "jobs"));
	if (json_get(m, "subnets"))
		c->subnets = merge(c->a, c->subnets, json_get(m, "subnets"));
	if (json_get(m, "dns"))
		c->dns = merge(c->a, c->dns, json_get(m, "dns"));
	if (buckets_apply(c->buckets, json_get(m, "buckets"), cloud_wall(), e))
		return -1;
	if (json_get(m, "denied"))
		c->denied = json_get(m, "denied");
	if (json_get(m, "identity"))
		c->identity = merge(c->a, c->identity, json_get(m, "identity"));
	if (json_get(m, "metrics"))
		c->metrics = json_get(m, "metrics");
	if (json_get(m, "logs"))
		c->logs = json_get(m, "logs");
	if (json_get(m, "faults"))
		c->faults = json_get(m, "faults");
	if (json_get(m, "surge") && s)
		s->surge = json_int(json_get(m, "surge"));
	if (!s)
		return json_get(m, "service") ? err_set(e, ERR_CONFIG, "no service %s", text_of(m, "service", "")) : 0;
	if (json_get(m, "deploy")) {
		if (add_revision(c, s, json_get(m, "deploy"), e))
			return -1;
		wish = s->desired; /* with all its rows: tags stay */
		model_change(c, s, &wish);
	}
	for (size_t i = 0; json_get(m, "remove") && i < s->n_revisions; i++)
		if (str_is(json_text(json_get(m, "remove")), s->revisions[i].name)) {
			registry_keep(c, s, &s->revisions[i]);
			memmove(&s->revisions[i], &s->revisions[i + 1], (s->n_revisions - i - 1) * sizeof(s->revisions[0]));
			s->n_revisions--;
			break;
		}
	if (json_is_true(json_get(m, "recreate")))
		s->uid = new_uid(c);
	if (json_get(m, "lists_lack"))
		s->lists_lack = json_get(m, "lists_lack");
	if (json_get(m, "answers_lack"))
		s->answers_lack = json_get(m, "answers_lack");
	if (json_get(m, "operation"))
		s->operation = json_get(m, "operation");
	if (json_get(m, "app"))
		for (size_t i = 0; i < s->n_revisions; i++)
			if (!json_get(m, "revision") || str_is(json_text(json_get(m, "revision")), s->revisions[i].name))
				s->revisions[i].app = json_get(m, "app");
	if (json_get(m, "edge"))
		s->edge = json_get(m, "edge");
	if (json_is_true(json_get(m, "touch")))
		touch(s);
	if (json_get(m, "traffic")) {
		if (model_read_split(c, json_get(m, "traffic"), &wish, e))
			return -1;
		model_change(c, s, &wish);
	}
	return 0;
}

int model_apply(struct cloud *c, const struct json *mutations, struct err *e)
{
	for (size_t i = 0; i < json_size(mutations); i++)
		if (mutate(c, json_item(mutations, i), e))
			return err_wrap(e, "mutation %zu", i);
	return 0;
}

void model_advance(struct cloud *c)
{
	int64_t now = cloud_now();
	struct err e;
	for (size_t i = 0; i < json_size(c->events); i++) {
		struct json *event = json_item(c->events, i);
		if (json_get(event, "done") || now - c->began < number_of(event, "at_ms", 0))
			continue;
		json_set_bool(c->a, event, "done", true);
		if (model_apply(c, json_get(event, "apply"), &e))
			violation(c, "event: %s", e.text);
	}
	for (size_t i = 0; i < c->n_services; i++)
		if (c->services[i].reconcile_at && now >= c->services[i].reconcile_at)
			reconcile(c, &c->services[i]);
}

/* ---- Output ----------------------------------------------------------------------------------------- */

static struct json *split_json(struct cloud *c, const struct service *s, const struct split *split, bool effective)
{
	struct json *all = json_new_array(c->a);
	for (size_t i = 0; i < split->n; i++) {
		struct json *row = json_new_object(c->a);
		json_set_string(c->a, row, "revision",
			effective                   ? resolve(s, &split->rows[i])
				: split->rows[i].latest ? "LATEST"
										: split->rows[i].revision);
		json_set_bool(c->a, row, "latest", split->rows[i].latest);
		json_set_int(c->a, row, "percent", split->rows[i].percent);
		json_set_string(c->a, row, "tag", split->rows[i].tag ? split->rows[i].tag : "");
		json_add(all, row);
	}
	return all;
}

struct json *model_state(struct cloud *c)
{
	struct json *v = json_new_object(c->a), *services = json_new_object(c->a);
	for (size_t i = 0; i < c->n_services; i++) {
		struct service *s = &c->services[i];
		struct json *one = json_new_object(c->a);
		json_set(one, "desired", split_json(c, s, &s->desired, false));
		json_set(one, "effective", split_json(c, s, &s->effective, true));
		json_set_int(c->a, one, "generation", s->generation);
		json_set(services, s->name, one);
	}
	json_set(v, "services", services);
	json_set(v, "jobs", c->jobs);
	json_set(v, "buckets", buckets_state(c->a, c->buckets));
	json_set(v, "violations", c->violations);
	return v;
}
