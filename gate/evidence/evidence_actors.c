/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_actors.c: member `actors`: who took part in the run. What Google's APIs report is "verified"; what the
 * environment or this machine claims is "asserted".
 */
#include "evidence.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct actors {
	struct run *r;
	struct json *all;
};

static void add(const struct actors *x, const char *role, const char *id, const char *source, bool verified)
{
	if (!id || !*id)
		return;
	struct arena *a = x->r->a;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "role", role);
	json_set_string(a, v, "id", id);
	json_set_string(a, v, "source", source);
	json_set_string(a, v, "assurance", verified ? "verified" : "asserted");
	json_add(x->all, v);
}

/* Variables in which CI systems identify a run. */
/* clang-format off */
static const struct ci_variable { const char *role, *name; } ci_variables[] = {
	{ "pipeline", "GITHUB_RUN_ID" }, { "repository", "GITHUB_REPOSITORY" }, { "trigger", "GITHUB_ACTOR" },
	{ "trigger", "GITHUB_TRIGGERING_ACTOR" }, { "revision", "GITHUB_SHA" }, { "attempt", "GITHUB_RUN_ATTEMPT" },
	{ "pipeline", "CI_PIPELINE_ID" }, { "repository", "CI_PROJECT_PATH" }, { "trigger", "GITLAB_USER_LOGIN" },
	{ "job", "CI_JOB_ID" }, { "revision", "CI_COMMIT_SHA" },
	{ "pipeline", "BUILD_ID" }, { "repository", "REPO_FULL_NAME" }, { "trigger", "TRIGGER_NAME" },
	{ "revision", "COMMIT_SHA" },
	{ "pipeline", "CLOUD_DEPLOY_RELEASE" }, { "job", "CLOUD_DEPLOY_ROLLOUT" },
	{ "pipeline", "BUILD_BUILDID" }, { "trigger", "BUILD_REQUESTEDFOR" },
};
/* clang-format on */

static bool add_ci(const struct actors *x)
{
	bool any = false;
	for (size_t i = 0; i < COUNTOF(ci_variables); i++) {
		const char *value = getenv(ci_variables[i].name);
		add(x, ci_variables[i].role, value, arena_printf(x->r->a, "env:%s", ci_variables[i].name), false);
		any = any || (value && *value);
	}
	return any;
}

/* Outside of CI, a user of this machine started the run. */
static void add_operator(const struct actors *x)
{
	struct passwd entry, *found = NULL;
	char text[4096];
	if (!getpwuid_r(getuid(), &entry, text, sizeof(text), &found) && found)
		add(x, "operator", arena_strdup(x->r->a, found->pw_name), "uid", false);
	add(x, "operator", getenv("SUDO_USER"), "env:SUDO_USER", false);
}

/* What Google says of a service. Of many services, those that say the same of one share an entry, which names them. */
static void add_of_service(const struct actors *x, struct json *shared, const struct service *s, const char *role,
	const char *id, const char *what)
{
	struct arena *a = x->r->a;
	const char *alias = s->config->member.alias, *whose = arena_printf(a, "%s %s", role, id);
	struct json *services = json_get(shared, whose);
	bool many = x->r->release.n_services > LIMIT_MOVES_WHOLE;
	if (!services) {
		size_t had = json_size(x->all);
		add(x, role, id, arena_printf(a, "run:%s.%s", alias, what), true);
		if (many && json_size(x->all) > had) {
			services = json_new_array(a);
			json_set(json_item(x->all, had), "services", services);
			json_set(shared, whose, services);
		}
	}
	if (services)
		json_add(services, json_new_string(a, alias));
}

struct json *evidence_actors(struct run *r)
{
	struct actors x = { r, json_new_array(r->a) };
	struct json *shared = json_new_object(r->a);
	add(&x, "gate", gcp_credential(r->gcp), "credentials", false);
	if (r->acting != r->gcp)
		add(&x, "rollback", gcp_credential(r->acting), "rollback.impersonate", false);
	if (!add_ci(&x))
		add_operator(&x);
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		const struct cloudrun_revision *c = s->target.candidate;
		if (s->known)
			add_of_service(
				&x, shared, s, "deployer", json_text(json_get(s->first.raw, "lastModifier")).p, "lastModifier");
		if (c)
			add_of_service(&x, shared, s, "creator", json_text(json_get(c->raw, "creator")).p, "candidate.creator");
	}
	return x.all;
}
