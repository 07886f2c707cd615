/* SPDX-License-Identifier: Apache-2.0 */
/* rights.c: may these credentials roll back? Better known before the release is judged than after. */
#include "gate.h"

enum { RIGHTS_MS = 5000 };

struct asking { struct run *r; const struct service *s; bool waited_for; };

static bool granted(const struct json *body, const char *permission)
{
	const struct json *all = json_get(body, "permissions");
	for (size_t i = 0; i < json_size(all); i++)
		if (str_is(json_text(json_item(all, i)), permission))
			return true;
	return false;
}

static void rights_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct asking *q = arg;
	struct run *r = q->r;
	const char *alias = q->s->config->member.alias;
	r->pending -= q->waited_for;
	if (reply->error.code != ERR_NONE) {
		run_event(r, "rights_unknown", alias, reply->error.text);
		r->rights_unknown = arena_printf(r->a, "whether these credentials may move the traffic of %s could not be asked: %s",
			q->s->config->service, reply->error.text);
		return;
	}
	if (granted(reply->body, "run.services.update"))
		return;
	r->missing_permission = arena_printf(r->a, "these credentials may not move the traffic of %s: run.services.update is "
		"missing (roles/run.developer has it)", q->s->config->service);
	run_note(r, "%s", r->missing_permission);
	run_say(r, "warning: %s", r->missing_permission);
	run_event(r, "rights_missing", alias, r->missing_permission);
}

void rights_check(struct run *r)
{
	struct json *body = json_new_object(r->a), *wanted = json_new_array(r->a);
	json_add(wanted, json_new_string(r->a, "run.services.get"));
	json_add(wanted, json_new_string(r->a, "run.services.update"));
	json_set(body, "permissions", wanted);
	bool required = r->config.rollback.required && !r->options->no_rollback; /* else no round waits for the answer */
	int64_t by = loop_now(r->loop) + RIGHTS_MS, end = r->start + r->config.gate.deadline;
	for (size_t i = 0; i < r->n_services; i++) {
		const struct config_service *c = r->services[i].config;
		struct asking *q = ARENA_NEW(r->a, struct asking);
		*q = (struct asking){ r, &r->services[i], required };
		char *path = arena_printf(r->a, "%s:testIamPermissions", run_service_path(r->a, c->project, c->region, c->service));
		r->pending += required;
		gcp_send(r->gcp, r->a, GCP_RUN, "POST", path, body, true, by < end ? by : end, rights_on_reply, q);
	}
}
