/* SPDX-License-Identifier: Apache-2.0 */
/* rights.c: checks, before the release is judged, that the credentials have the permissions for a rollback. */
#include "rights.h"
#include "watch.h"

enum { RIGHTS_MS = 5000 };

static const struct right tables[CLOUDRUN_KIND__COUNT][RIGHTS] = {
	[CLOUDRUN_SERVICE] = {
		{ "run.services.get", RIGHT_OBSERVE, "to read what serves" },
		{ "run.revisions.list", RIGHT_OBSERVE, "to find the revision to go back to" },
		{ "run.services.update", RIGHT_ACT, "to move traffic" },
		{ "run.operations.get", RIGHT_HELP, "to follow the move; without it rungate polls the service" },
	},
	[CLOUDRUN_POOL] = {
		{ "run.workerpools.get", RIGHT_OBSERVE, "to read which revisions run" },
		{ "run.revisions.list", RIGHT_OBSERVE, "to find the revision to go back to" },
		{ "run.workerpools.update", RIGHT_ACT, "to move instances" },
		{ "run.operations.get", RIGHT_HELP, "to follow the move; without it rungate polls the worker pool" },
	},
};

const struct right *rights_table(enum cloudrun_kind kind)
{
	return tables[kind];
}

/* ---- One service, one credential ----------------------------------------------------------------- */

struct asking {
	const struct right *rights;
	rights_done *done;
	void *arg;
};

static void rights_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct asking *q = arg;
	const struct json *all = json_get(reply->body, "permissions");
	bool granted[RIGHTS] = { false };
	for (size_t i = 0; i < json_size(all); i++)
		for (size_t j = 0; j < RIGHTS; j++)
			granted[j] = granted[j] || str_is(json_text(json_item(all, i)), q->rights[j].permission);
	q->done(q->arg, granted, reply->error.code == ERR_NONE ? NULL : &reply->error);
}

void rights_ask(struct run_log *log, struct gcp *g, const struct service *s, int64_t end, rights_done *done, void *arg)
{
	const struct config_service *c = s->config;
	struct json *body = json_new_object(log->a), *wanted = json_new_array(log->a);
	struct asking *q = ARENA_NEW(log->a, struct asking);
	*q = (struct asking){ rights_table(c->kind), done, arg };
	for (size_t i = 0; i < RIGHTS; i++)
		json_add(wanted, json_new_string(log->a, q->rights[i].permission));
	json_set(body, "permissions", wanted);
	char *path = arena_printf(
		log->a, "%s:testIamPermissions", cloudrun_service_path(log->a, c->kind, c->project, c->region, c->service));
	int64_t by = loop_now(log->loop) + RIGHTS_MS;
	gcp_send(g, log->a, GCP_RUN, "POST", path, body, true, by < end ? by : end, rights_on_reply, q);
}

char *rights_grant(struct arena *a, const struct gcp *g, const struct service *s, const char *permission)
{
	const struct config_service *c = s->config;
	const char *member = gcp_member(g), *role = gcp_role_for(permission);
	return arena_printf(a, "gcloud run %s add-iam-policy-binding %s --region=%s --project=%s --member=%s --role=%s",
		cloudrun_kind(c->kind)->gcloud, text_shell(a, c->service), text_shell(a, c->region), text_shell(a, c->project),
		text_shell(a, member ? member : "serviceAccount:EMAIL"), text_shell(a, role ? role : "ROLE"));
}

/* ---- At the start ----------------------------------------------------------------------------------- */

struct checking {
	struct run *r;
	const struct service *s;
	bool waited_for;
};

static void missing(struct recovery *recovery, struct run_log *log, const struct service *s, const char *why)
{
	recovery->missing_permission = why;
	say_note(log, "%s", why);
	say_line(log, "warning: %s", why);
	say_event(log, "rights_missing", s->config->member.alias, why);
}

/* Notes a missing permission, or why permissions are not known. Neither ends the run unless rollback.required is
 * set. */
static void rights_on_checked(void *arg, const bool *granted, const struct err *error)
{
	const struct checking *q = arg;
	struct run *r = q->r;
	const struct service *s = q->s;
	const struct right *rights = rights_table(s->config->kind);
	const char *shares = cloudrun_kind(s->config->kind)->shares;
	r->observations.pending -= q->waited_for;
	if (error && r->acting != r->gcp && error->code == ERR_AUTH) {
		missing(&r->recovery, &r->log, s,
			arena_printf(
				r->a, "rungate would not be able to move the %s of %s: %s", shares, s->config->service, error->text));
	} else if (error) {
		say_event(&r->log, "rights_unknown", s->config->member.alias, error->text);
		r->recovery.rights_unknown = arena_printf(r->a,
			"could not check whether these credentials may move the %s of %s: %s", shares, s->config->service,
			error->text);
	}
	for (size_t i = 0; !error && i < RIGHTS; i++) {
		if (granted[i] || rights[i].need != RIGHT_ACT)
			continue;
		missing(&r->recovery, &r->log, s,
			arena_printf(r->a,
				"these credentials may not move the %s of %s: permission %s is missing (role %s includes it)", shares,
				s->config->service, rights[i].permission, gcp_role_for(rights[i].permission)));
		say_next(&r->log, "to grant the permission to roll back:");
		say_next(&r->log, "%s", rights_grant(r->a, r->acting, s, rights[i].permission));
	}
}

void rights_check(struct run *r)
{
	bool required = r->config.rollback.required &&
		!r->options->no_rollback; /* otherwise rounds do not wait for the reply */
	int64_t end = r->start.at + r->config.gate.deadline;
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct checking *q = ARENA_NEW(r->a, struct checking);
		*q = (struct checking){ r, &r->release.services[i], required };
		r->observations.pending += required;
		rights_ask(&r->log, r->acting, &r->release.services[i], end, rights_on_checked, q);
	}
}
