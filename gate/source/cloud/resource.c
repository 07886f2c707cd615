/* SPDX-License-Identifier: Apache-2.0 */
/* resource.c: observes a resource with one GET. If the API answers 404, that is an observation: state is NOT_FOUND. */
#include "resource.h"
#include "../source.h"
#include "../../../gcp/fields.h"

#include <string.h>

struct asked {
	struct observations *observations;
	struct observation *l;
};

/* ---- Names ------------------------------------------------------------------------------------------- */

char *resource_path(struct arena *a, const struct resource *k, const char *project, const char *region, const char *id)
{
	const char *place = k->global ? "" : arena_printf(a, "locations/%s/", url_escape(a, region));
	return arena_printf(a, "v1/projects/%s/%s%s%s%s", url_escape(a, project), place, k->collection, id ? "/" : "",
		id ? url_escape(a, id) : "");
}

/* Returns the project and sets *id to the name in the API. */
static const char *project_and_name(struct arena *a, const struct observation *l, const char **id)
{
	const struct config_resource *c = l->config;
	const char *project = c->project;
	*id = c->name;
	if (l->source->resource->global)
		sql_instance_name(a, c->name, c->project, &project, id);
	return project;
}

static struct json *resource_at(struct arena *a, const struct observation *l, struct json *facts)
{
	const struct config_resource *c = l->config;
	const char *id;
	json_set_string(a, facts, "project", project_and_name(a, l, &id));
	if (!l->source->resource->global)
		json_set_string(a, facts, "region", c->region);
	return facts;
}

const char *resource_label(struct arena *a, const struct observation *l, const char *form)
{
	const struct config_resource *c = l->config;
	const char *id, *project = project_and_name(a, l, &id), *out = "";
	for (const char *p = form; *p; p++) {
		const char *value = p[0] != '%' ? NULL : p[1] == 'p' ? project : p[1] == 'r' ? c->region : id;
		out = value ? arena_printf(a, "%s%s", out, value) : arena_printf(a, "%s%c", out, *p);
		p += value != NULL;
	}
	return out;
}

/* ---- Facts ------------------------------------------------------------------------------------------- */

static void copy(struct arena *a, struct json_reader *r, const struct fact_copy *f, struct json *out)
{
	const char *name = f->doc.name, *type = f->doc.type;
	if (!strcmp(type, "int")) {
		json_set_int(a, out, name, json_read_int_or(r, f->path, 0));
	} else if (!strcmp(type, "bool")) {
		json_set_bool(a, out, name, json_read_bool_or(r, f->path, false));
	} else if (!strncmp(type, "list", 4)) {
		const struct json *list = json_read_array(r, f->path);
		json_set(out, name, list ? json_copy(a, list) : json_new_array(a));
	} else {
		json_set_string(a, out, name, json_read_string_or(r, f->path, ""));
	}
}

struct json *resource_facts(
	struct arena *a, const struct resource *k, const struct json *body, const char *id, int64_t now, struct err *e)
{
	struct json *out = json_new_object(a);
	struct json_reader r = json_reader(body, k->key, e);
	const char *ends = k->maintenance_end ? json_read_string_or(&r, k->maintenance_end, "") : "";
	id = strrchr(id, ':') ? strrchr(id, ':') + 1 : id;
	json_set_string(a, out, k->key, id);
	if (k->kind)
		json_set_string(a, out, "kind", k->kind);
	json_read_string(&r, "state");
	for (size_t i = 0; i < k->n_facts; i++)
		if (k->facts[i].path)
			copy(a, &r, &k->facts[i], out);
	if (k->more)
		k->more(a, &r, now, out);
	if (json_read_done(&r) || facts_check_name(json_read_string_or(&r, "name", ""), id, e))
		return NULL;
	if (json_get(out, "maintenance") && facts_maintenance(a, out, json_text_at(out, "maintenance"), ends, now, e))
		return NULL;
	return out;
}

bool resource_is_well(const struct resource *k, const char *state)
{
	for (size_t i = 0; k->well[i]; i++)
		if (!strcmp(state, k->well[i]))
			return true;
	return !*state;
}

/* ---- Addresses ----------------------------------------------------------------------------------------- */

static void add_texts(struct arena *a, const struct json *v, const char *path, struct json *out)
{
	const char *list = strstr(path, "[].");
	if (!list) {
		struct str address = json_text(json_at(v, path));
		if (address.n)
			json_add(out, json_new_stringn(a, address.p, address.n));
		return;
	}
	const struct json *items = json_at(v, arena_strndup(a, path, (size_t)(list - path)));
	for (size_t i = 0; i < json_size(items); i++)
		add_texts(a, json_item(items, i), list + strlen("[]."), out);
}

struct json *resource_addresses(struct arena *a, const struct resource *k, const struct json *body)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; k->addresses && k->addresses[i]; i++)
		add_texts(a, body, k->addresses[i], out);
	return out;
}

void resource_endpoint(struct arena *a, const struct resource *k, struct json_reader *r, struct json *out)
{
	struct json *networks = json_new_array(a);
	int64_t port = 0;
	for (size_t i = 0; k->networks[i]; i++)
		add_texts(a, r->root, k->networks[i], networks);
	for (size_t i = 0; k->ports[i] && !port; i++)
		port = json_read_int_or(r, k->ports[i], 0);
	json_set_string(a, out, "host", json_text(json_item(resource_addresses(a, k, r->root), 0)).p);
	json_set_int(a, out, "port", port);
	json_set_string(a, out, "network", json_text(json_item(networks, 0)).p);
	facts_network_name(a, out, json_text_at(out, "network"));
	json_set_string(a, out, "connectMode", "PRIVATE_SERVICE_CONNECT");
}

/* ---- Observing ----------------------------------------------------------------------------------------- */

static struct json *missing(struct arena *a, const struct observation *l)
{
	const struct config_resource *c = l->config;
	struct json *v = json_new_object(a);
	json_set_string(a, v, l->source->resource->key, c->name);
	if (l->source->resource->kind)
		json_set_string(a, v, "kind", l->source->resource->kind);
	json_set_string(a, v, "state", "NOT_FOUND");
	return resource_at(a, l, v);
}

static void resource_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct asked *q = arg;
	struct arena *a = q->l->a;
	const struct config_resource *c = q->l->config;
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) {
		observation_end(q->observations, q->l, missing(a, q->l), NULL);
		return;
	}
	struct json *facts = NULL;
	if (e.code == ERR_NONE)
		facts = resource_facts(a, q->l->source->resource, reply->body, c->name, gcp_wall(q->observations->gcp), &e);
	if (!facts)
		err_wrap(&e, "%s.%s", group_name(q->l->source->group), q->l->alias);
	observation_end(q->observations, q->l, facts ? resource_at(a, q->l, facts) : NULL, facts ? NULL : &e);
}

void resource_observation(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	const struct config_resource *c = l->config;
	const struct resource *k = l->source->resource;
	struct asked *q = ARENA_NEW(l->a, struct asked);
	const char *id, *project = project_and_name(l->a, l, &id);
	*q = (struct asked){ observations, l };
	gcp_get(observations->gcp, l->a, k->api, resource_path(l->a, k, project, c->region, id), observations->deadline,
		resource_on_reply, q);
}
