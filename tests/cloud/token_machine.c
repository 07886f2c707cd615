/* SPDX-License-Identifier: Apache-2.0 */
/* token_machine.c: the metadata servers of Google and of AWS (version 2), and the token URL of a CI system. */
#include "token.h"

#include <string.h>

static void text(struct response *r, int status, const char *body)
{
	r->status = status;
	r->type = "application/text";
	r->body = str_of(body);
}

static const char *query_value(struct cloud *c, const struct request *q, const char *name)
{
	struct request form = *q;
	form.body = str_of(q->query ? q->query : "");
	return token_field(c, &form, name);
}

void token_metadata(struct cloud *c, const struct request *q, struct response *r)
{
	static const char account[] = "instance/service-accounts/default/";
	const char *what = q->path + strlen("/computeMetadata/v1/"),
			   *of = !strncmp(what, account, sizeof(account) - 1) ? what + sizeof(account) - 1 : "";
	const char *named = token_text(token_state(c, "metadata"), "email"), *email = *named ? named : "test-token";
	const char *audience = query_value(c, q, "audience"), *flavor = request_header(q, "Metadata-Flavor");
	r->headers[r->n_headers].name = "Metadata-Flavor";
	r->headers[r->n_headers++].value = "Google";
	if (!flavor || strcmp(flavor, "Google") != 0 || request_header(q, "X-Forwarded-For"))
		text(r, 403, "Missing Metadata-Flavor:Google header.");
	else if (json_is_true(json_get(token_state(c, "metadata"), "none")))
		text(r, 404, "not found");
	else if (!strcmp(of, "token"))
		api_json(c, r, 200, token_issue(c, email), NULL);
	else if (!strcmp(of, "identity") && audience)
		text(r, 200, token_issue_id(c, email, audience));
	else if (!strcmp(of, "email"))
		text(r, 200, email);
	else if (!strcmp(what, "project/project-id"))
		text(r, 200, c->project);
	else
		text(r, 404, "not found");
}

/* AWS: first a session token, which the other requests need. */
void token_imds(struct cloud *c, const struct request *q, struct response *r)
{
	static const char roles[] = "/latest/meta-data/iam/security-credentials";
	const struct json *machine = token_state(c, "imds");
	const char *session = request_header(q, "X-aws-ec2-metadata-token"),
			   *ttl = request_header(q, "X-aws-ec2-metadata-token-ttl-seconds");
	const char *role = token_text(machine, "role"), *given = arena_printf(c->a, "imds-%s", role);
	if (!machine) {
		text(r, 404, "not found");
	} else if (!strcmp(q->path, "/latest/api/token")) {
		bool ok = !strcmp(q->method, "PUT") && ttl;
		text(r, ok ? 200 : 400, ok ? given : "bad request");
	} else if (!session || strcmp(session, given) != 0) {
		text(r, 401, "Unauthorized");
	} else if (!strcmp(q->path, "/latest/meta-data/placement/availability-zone")) {
		text(r, 200, token_text(machine, "zone"));
	} else if (!strcmp(q->path, roles)) {
		text(r, 200, role);
	} else if (!strcmp(q->path, arena_printf(c->a, "%s/%s", roles, role))) {
		struct json *v = json_new_object(c->a);
		json_set_string(c->a, v, "Code", "Success");
		json_set_string(c->a, v, "AccessKeyId", token_text(machine, "id"));
		json_set_string(c->a, v, "SecretAccessKey", token_text(machine, "secret"));
		json_set_string(c->a, v, "Token", token_text(machine, "session"));
		api_json(c, r, 200, v, NULL);
	} else {
		text(r, 404, "not found");
	}
}

/* As from GitHub Actions: {"count": ..., "value": JWT}, for the owner of the request token. */
void token_subject(struct cloud *c, const struct request *q, struct response *r)
{
	const struct json *ci = token_state(c, "ci");
	struct json *v = json_new_object(c->a);
	if (!ci || !q->authorization || strcmp(q->authorization, token_text(ci, "authorization")) != 0) {
		text(r, 401, "unauthorized");
		return;
	}
	json_set_int(c->a, v, "count", (int64_t)strlen(token_text(ci, "token")));
	json_set_string(c->a, v, "value", token_text(ci, "token"));
	api_json(c, r, 200, v, NULL);
}
