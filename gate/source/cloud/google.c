/* SPDX-License-Identifier: Apache-2.0 */
/*
 * google.c: is it us, or Google? Lists the active incidents that Personalized Service Health knows for the projects of
 * the release (Service Health API v1, location global).
 */
#include "incident.h"

#include <string.h>

/* ---- Facts (no side effects) ----------------------------------------------------------------------------- */

/* Returns true for a product that a release on Cloud Run uses, by a part of its name. */
static bool is_ours(const char *product)
{
	static const char *const parts[] = { "Cloud Run", "Cloud SQL", "Memorystore", "VPC", "Virtual Private Cloud",
		"Networking", "Load Balanc" };
	for (size_t i = 0; i < COUNTOF(parts); i++)
		if (strcasestr(product, parts[i]))
			return true;
	return false;
}

static bool is_here(const char *place, const char *const *regions, size_t n)
{
	if (!strcasecmp(place, "global"))
		return true;
	for (size_t i = 0; i < n; i++)
		if (!strcasecmp(place, regions[i]))
			return true;
	return false;
}

static void add_once(struct arena *a, struct json *list, const char *text)
{
	for (size_t i = 0; i < json_size(list); i++)
		if (str_is(json_text(json_item(list, i)), text))
			return;
	if (*text)
		json_add(list, json_new_string(a, text));
}

/* Sets product and region: those of the first impact that concerns the release, or else of the first; products and
 * regions: of all impacts. Returns whether one concerns the release. */
static bool add_impacts(
	struct arena *a, const struct json *event, const char *const *regions, size_t n, struct json *out)
{
	const struct json *impacts = json_get(event, "eventImpacts");
	struct json *products = json_new_array(a), *places = json_new_array(a);
	size_t shown = 0;
	bool concerns = false;
	for (size_t i = 0; i < json_size(impacts); i++) {
		const char *product = json_text_at(json_item(impacts, i), "product.productName");
		const char *place = json_text_at(json_item(impacts, i), "location.locationName");
		add_once(a, products, product);
		add_once(a, places, place);
		if (!concerns && is_ours(product) && is_here(place, regions, n)) {
			concerns = true;
			shown = i;
		}
	}
	json_set_string(a, out, "product", json_text_at(json_item(impacts, shown), "product.productName"));
	json_set_string(a, out, "region", json_text_at(json_item(impacts, shown), "location.locationName"));
	json_set(out, "products", products);
	json_set(out, "regions", places);
	return concerns;
}

/* Sets a text of the newest update that has one. The API sends the newest update first. */
static void add_newest(struct arena *a, const struct json *event, const char *name, struct json *out)
{
	const struct json *updates = json_get(event, "updates");
	const char *text = "";
	for (size_t i = 0; i < json_size(updates) && !*text; i++)
		text = json_text_at(json_item(updates, i), name);
	json_set_string(a, out, name, text_cut_printable(a, str_of(text), LIMIT_INCIDENT_TEXT));
}

static struct json *facts_of(
	struct arena *a, const struct json *event, const char *const *regions, size_t n, struct err *e)
{
	struct json *out = json_new_object(a);
	struct json_reader r = json_reader(event, "an event", e);
	const char *title = json_read_string_or(&r, "title", ""), *since = json_read_string_or(&r, "startTime", "");
	const char *relevance = json_read_string_or(&r, "relevance", "RELEVANCE_UNSPECIFIED");
	json_read_array(&r, "eventImpacts");
	json_read_array(&r, "updates");
	if (json_read_done(&r))
		return NULL;
	bool concerns = add_impacts(a, event, regions, n, out) && strcmp(relevance, "NOT_IMPACTED") != 0;
	json_set_string(a, out, "state", "ACTIVE");
	json_set_string(a, out, "detailedState", json_text_at(event, "detailedState"));
	json_set_string(a, out, "since", since);
	json_set_string(a, out, "title", text_cut_printable(a, str_of(title), LIMIT_INCIDENT_TEXT));
	json_set_string(a, out, "relevance", relevance);
	add_newest(a, event, "symptom", out);
	add_newest(a, event, "workaround", out);
	json_set_bool(a, out, "concernsRelease", concerns);
	return out;
}

int incident_facts(
	struct arena *a, const struct json *body, const char *const *regions, size_t n, struct json *out, struct err *e)
{
	const struct json *events = json_get(body, "events");
	for (size_t i = 0; i < json_size(events); i++) {
		const struct json *event = json_item(events, i);
		struct json_reader r = json_reader(event, "an event", e);
		const char *name = json_read_string(&r, "name"), *state = json_read_string_or(&r, "state", "");
		if (json_read_done(&r))
			return -1;
		const char *id = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
		if (strcmp(state, "ACTIVE") != 0)
			continue;
		struct json *one = facts_of(a, event, regions, n, e);
		if (!one)
			return -1;
		const struct json *before = json_get(out, id);
		if (!before ||
			(json_is_true(json_get(one, "concernsRelease")) && !json_is_true(json_get(before, "concernsRelease"))))
			json_set(out, id, one);
	}
	return 0;
}

/* ---- Observing: one list for each project -------------------------------------------------------------------- */

struct asked {
	struct observations *observations;
	struct observation *l;
	const char **regions, **projects; /* of the services, each once */
	size_t n_regions, n_projects, next;
	int64_t deadline; /* loop_now */
	struct json *all;
};

static void ask_next(struct asked *q);

static void google_on_events(void *arg, const struct gcp_reply *reply)
{
	struct asked *q = arg;
	struct err e = reply->error;
	bool failed = e.code != ERR_NONE ||
		incident_facts(q->l->a, reply->body, (const char *const *)q->regions, q->n_regions, q->all, &e);
	if (failed) {
		err_wrap(&e, "google: the incidents of project %s", q->projects[q->next]);
		observation_end(q->observations, q->l, NULL, &e);
		return;
	}
	q->next++;
	ask_next(q);
}

static void ask_next(struct asked *q)
{
	struct arena *a = q->l->a;
	if (q->next == q->n_projects) {
		observation_end(q->observations, q->l, q->all, NULL);
		return;
	}
	const char *path = arena_printf(a,
		"v1/projects/%s/locations/global/events?filter=state%%3DACTIVE&pageSize=100&view=EVENT_VIEW_FULL",
		url_escape(a, q->projects[q->next]));
	gcp_list(q->observations->gcp, a, GCP_SERVICEHEALTH, path, "events", q->deadline, google_on_events, q);
}

static void take_once(const char **list, size_t *n, const char *text)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(list[i], text))
			return;
	list[(*n)++] = text;
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	struct asked *q = ARENA_NEW(l->a, struct asked);
	int64_t own = loop_now(observations->loop) + LIMIT_INCIDENTS_MS;
	*q = (struct asked){ .observations = observations,
		.l = l,
		.regions = ARENA_ARRAY(l->a, const char *, release->n_services + 1),
		.projects = ARENA_ARRAY(l->a, const char *, release->n_services + 1),
		.deadline = own < observations->deadline ? own : observations->deadline,
		.all = json_new_object(l->a) };
	for (size_t i = 0; i < release->n_services; i++) {
		take_once(q->regions, &q->n_regions, release->services[i].config->region);
		take_once(q->projects, &q->n_projects, release->services[i].config->project);
	}
	ask_next(q);
}

static const struct fact_doc facts[] = {
	{ "product", "string",
		"affected product: `Cloud Run`, `Google Cloud SQL`, ...: the first that concerns the release, else the first" },
	{ "region", "string", "where that product is affected: a region, or `global`" },
	{ "state", "string", "ACTIVE: other incidents are not listed" },
	{ "detailedState", "string", "EMERGING or CONFIRMED" },
	{ "since", "string", "start of the incident, RFC 3339" },
	{ "title", "string", "Google's title of the incident" },
	{ "relevance", "string",
		"what Google says about this project: IMPACTED, RELATED, PARTIALLY_RELATED, NOT_IMPACTED, UNKNOWN" },
	{ "symptom", "string", "symptoms, in Google's words; \"\": not given" },
	{ "workaround", "string", "what Google advises to do; \"\": nothing" },
	{ "products", "list of string", "all affected products" },
	{ "regions", "list of string", "all affected regions" },
	{ "concernsRelease", "bool",
		"Cloud Run, Cloud SQL, Memorystore, networking or load balancing is affected globally or in the region of a "
		"service, and the relevance is not NOT_IMPACTED" },
};

const struct source source_google = {
	.kind = "google",
	.group = GROUP_GOOGLE,
	.every = 30 * 1000,
	.on_demand = true,
	.start = start,
	.doc = "an active incident of Google's own, by its event id (Personalized Service Health); observed if a rule or "
		   "`rollback.hold` reads it, and as soon as a critical rule fails",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
