/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: who owns the traffic of a service. No side effects. */
#include "owner.h"
#include "../../../gcp/gcp.h"

#include <string.h>

struct owner owner_of(const struct json *service)
{
	const struct json *labels = json_get(service, "labels");
	struct owner o = { .client = json_text_at(service, "client"),
		.version = json_text_at(service, "clientVersion"),
		.modifier = json_text_at(service, "lastModifier"),
		.manager = json_text(json_get(labels, "goog-managed-by")).p };
	o.terraform = strcasestr(o.client, "terraform") || strcasestr(o.client, "opentofu") ||
		str_is(json_text(json_get(labels, "goog-terraform-provisioned")), "true");
	return o;
}

struct json *owner_facts(struct arena *a, const struct json *service)
{
	struct owner o = owner_of(service);
	struct json *v = json_new_object(a);
	json_set_string(a, v, "client", o.client);
	json_set_string(a, v, "clientVersion", o.version);
	json_set_string(a, v, "lastModifier", o.modifier);
	json_set_string(a, v, "managedBy", o.manager);
	return v;
}

bool owner_is_known(const struct owner *o)
{
	return *o->client || *o->manager || o->terraform;
}

static const char *shown(struct arena *a, const char *text)
{
	enum { NAME_MAX = 100 };
	return text_cut_printable(a, str_of(text), NAME_MAX);
}

/* What Terraform's next apply does, and what to do about it. block: where its resource has the split. */
static const char *terraform_text(
	struct arena *a, const struct owner *o, const char *what, const char *block, const char *version, const char *as)
{
	bool tofu = strcasestr(o->client, "opentofu"), changed = tofu || strcasestr(o->client, "terraform");
	return arena_printf(a,
		"%s%s %s this %s%s: its next apply will undo the rollback; pin it with %s that names the revision, or let it "
		"ignore the block (lifecycle { ignore_changes = [%s] })",
		tofu ? "OpenTofu" : "Terraform", changed ? version : "", changed ? "last changed" : "declares", what, as,
		arena_printf(a, "%s %s block", strchr("aeiou", *block) ? "an" : "a", block), block);
}

const char *owner_text(struct arena *a, const struct json *service)
{
	struct owner o = owner_of(service);
	bool pool = cloudrun_kind_named(json_text_at(service, "name")) == CLOUDRUN_POOL;
	const char *what = cloudrun_kind(pool ? CLOUDRUN_POOL : CLOUDRUN_SERVICE)->what;
	const char *version = *o.version ? arena_printf(a, " (%s)", shown(a, o.version)) : "";
	const char *as = *o.modifier ? arena_printf(a, ", as %s", shown(a, o.modifier)) : "";
	if (!owner_is_known(&o))
		return NULL;
	if (o.terraform)
		return terraform_text(a, &o, what, pool ? "instance_splits" : "traffic", version, as);
	if (*o.manager)
		return arena_printf(a, "%s manages this %s%s: its next deployment may undo the rollback; roll back there too",
			shown(a, o.manager), what, as);
	return arena_printf(a, "%s%s last changed this %s%s", shown(a, o.client), version, what, as);
}

/* ---- Services in several regions -------------------------------------------------------------------------- */

const char *owner_regions(struct arena *a, const struct json *service)
{
	const struct json *settings = json_get(service, "multiRegionSettings"), *regions = json_get(settings, "regions");
	const char *all = "";
	if (!json_size(regions) && !*json_text_at(settings, "multiRegionId"))
		return NULL;
	for (size_t i = 0; i < json_size(regions); i++)
		all = arena_printf(a, "%s%s%s", all, *all ? ", " : "", shown(a, json_text(json_item(regions, i)).p));
	return *all ? all : "several regions";
}

const char *owner_command(struct arena *a, const struct cloudrun_service *s, const struct cloudrun_split *to)
{
	const char *split = "";
	for (size_t i = 0; i < to->n; i++)
		if (to->rows[i].percent)
			split = arena_printf(a, "%s%s%s=%d", split, *split ? "," : "",
				to->rows[i].latest ? "LATEST" : to->rows[i].revision, to->rows[i].percent);
	return arena_printf(a, "gcloud alpha run multi-region-services update-traffic %s --to-revisions=%s --project=%s",
		text_shell(a, s->id), split, text_shell(a, s->project));
}
