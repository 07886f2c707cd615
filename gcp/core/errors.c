/* SPDX-License-Identifier: Apache-2.0 */
/* errors.c: PURE. Google's error bodies as one line with the way out. Source: google.aip.dev/193; sqladmin's older
 * form. */
#include "api.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static enum err_code code_of(int status)
{
	switch (status) {
	case 401: return ERR_AUTH;
	case 403: return ERR_DENIED;
	case 404: return ERR_NOT_FOUND;
	case 409:
	case 412: return ERR_CONFLICT;
	case 429: return ERR_QUOTA;
	default: return status / 100 == 5 ? ERR_SERVER : ERR_REFUSED;
	}
}

bool gcp_may_pass(enum err_code code)
{
	return code == ERR_SERVER || code == ERR_NETWORK || code == ERR_TIMEOUT || code == ERR_QUOTA ||
		code == ERR_MALFORMED || code == ERR_LIMIT || code == ERR_TLS || code == ERR_IO;
}

/* Permissions that no viewer of an API has, or that belong to no API which is read. */
const char *gcp_role_for(const char *permission)
{
	static const struct {
		const char *prefix, *role;
	} roles[] = {
		{ "run.services.update", "roles/run.developer" },
		{ "run.workerpools.update", "roles/run.developer" },
		{ "run.jobs.update", "roles/run.developer" },
		{ "run.routes.invoke", "roles/run.invoker" },
		{ "serviceusage.services.use", "roles/serviceusage.serviceUsageConsumer" },
		{ "iam.serviceAccounts.actAs", "roles/iam.serviceAccountUser" },
		{ "iam.serviceAccounts.", "roles/iam.serviceAccountTokenCreator" },
		/* a state reads, writes and removes */
		{ "storage.objects.", "roles/storage.objectUser" },
		{ "artifactregistry.", "roles/artifactregistry.reader" },
		{ "compute.", "roles/compute.networkViewer" },
	};
	for (size_t i = 0; i < COUNTOF(roles); i++)
		/* Cloud Run writes iam.serviceaccounts.actAs */
		if (!strncasecmp(permission, roles[i].prefix, strlen(roles[i].prefix)))
			return roles[i].role;
	const struct api *api = api_of_family(permission, ".");
	return api ? api->viewer : NULL;
}

struct found {
	const char *reason, *permission, *service, *consumer, *metric;
	const char *limit, *location; /* of the quota `metric`: its value, and the region */
};

/* The reason from ErrorInfo in the details, or from the older errors[].reason. */
static struct found observation(const struct json *error)
{
	struct found f = { "", "", "", "", "", "", "" };
	const struct json *details = json_get(error, "details"), *older = json_get(error, "errors");
	for (size_t i = 0; i < json_size(details); i++) {
		const struct json *d = json_item(details, i);
		if (!*json_text_at(d, "reason"))
			continue;
		f.reason = json_text_at(d, "reason");
		f.permission = json_text_at(d, "metadata.permission");
		f.service = json_text_at(d, "metadata.service");
		f.consumer = json_text_at(d, "metadata.consumer");
		f.metric = json_text_at(d, "metadata.quota_limit");
		f.limit = json_text_at(d, "metadata.quota_limit_value");
		f.location = json_text_at(d, "metadata.quota_location");
	}
	if (!*f.reason && json_size(older))
		f.reason = json_text_at(json_item(older, 0), "reason");
	return f;
}

/* "Permission 'run.services.get' denied on ..."; of Compute Engine: "Required 'compute.subnetworks.get' permission" */
static bool permission_in(const char *message, char *out, size_t max)
{
	const char *at = strstr(message, "ermission '"), *other = strstr(message, "equired '");
	const char *from = at ? at + strlen("ermission '") : other ? other + strlen("equired '") : NULL;
	size_t n = from ? strcspn(from, "'") : 0;
	if (!n || n >= max || from[n] != '\'')
		return false;
	memcpy(out, from, n);
	out[n] = '\0';
	return gcp_is_name(out, ".");
}

static bool missing_permission(const struct found *f, const char *message, char *out, size_t max)
{
	bool sql = !strcmp(f->reason, "notAuthorized"); /* Cloud SQL names no permission */
	const char *named = sql ? "cloudsql.instances.get" : f->permission;
	if (!*named)
		return permission_in(message, out, max);
	return snprintf(out, max, "%s", named) < (int)max && gcp_is_name(out, ".");
}

/* "; the quota is ReadPerMinutePerProjectRegion: 600 in europe-west1" */
static void quota(struct arena *a, const struct found *f, struct buf *b)
{
	enum { NAME_MAX_SHOWN = 120, VALUE_MAX = 30 };
	buf_printf(b, "; the quota is %s", text_cut_printable(a, str_of(f->metric), NAME_MAX_SHOWN));
	if (*f->limit)
		buf_printf(b, ": %s", text_cut_printable(a, str_of(f->limit), VALUE_MAX));
	if (*f->limit && *f->location)
		buf_printf(b, " in %s", text_cut_printable(a, str_of(f->location), VALUE_MAX));
}

/* A part of a response is put into a command only if it is a valid name. */
static void way_out(struct arena *a, int status, const struct found *f, const char *message, struct buf *b)
{
	char permission[128];
	const char *project = strncmp(f->consumer, "projects/", 9) ? NULL : f->consumer + 9;
	project = project && gcp_is_name(project, ":.") ? project : NULL;
	if (!strcmp(f->reason, "BILLING_DISABLED")) {
		buf_printf(b, "; link a billing account: gcloud billing projects link %s --billing-account=ACCOUNT",
			project ? project : "PROJECT");
		return;
	}
	if (!strcmp(f->reason, "SERVICE_DISABLED") || !strcmp(f->reason, "accessNotConfigured")) {
		buf_printf(b, "; enable it: gcloud services enable %s%s%s", gcp_is_name(f->service, ".") ? f->service : "API",
			project ? " --project=" : "", project ? project : "");
		return;
	}
	if (status == 401)
		buf_puts(b, "; the access token was refused: it has expired, or is not for Google Cloud");
	if (status == 429 && *f->metric)
		quota(a, f, b);
	if (status != 403 || !missing_permission(f, message, permission, sizeof(permission)))
		return;
	buf_printf(b, "; the credentials need %s", text_cut_printable(a, str_of(permission), sizeof(permission)));
	if (gcp_role_for(permission))
		buf_printf(b, " (%s has it)", gcp_role_for(permission));
}

/* A 404 that did not come from the API does not mean that the resource does not exist. */
static void html(struct arena *a, int status, struct str body, struct err *out)
{
	err_set(out, status == 404 ? ERR_REFUSED : code_of(status), "HTTP %d, not from the API%s%s", status,
		body.n ? ": " : "", text_cut_printable(a, body, 80));
}

static const char *message_of(const struct json *error)
{
	return json_kind(error) == JSON_STRING ? json_text(error).p : json_text_at(error, "message");
}

static void from_error(struct arena *a, int status, const struct json *error, const char *description, struct err *out)
{
	enum { MESSAGE_MAX = 400, DESCRIPTION_MAX = 200, CANONICAL_MAX = 60 };
	struct buf extra = BUF_MAX(400);
	const char *message = message_of(error);
	const char *canonical = text_cut_printable(a, str_of(json_text_at(error, "status")), CANONICAL_MAX);
	struct found f = observation(error);
	struct str sentence = str_of(message);
	if (sentence.n && message[sentence.n - 1] == '.') /* more text follows */
		sentence.n--;
	way_out(a, status, &f, message, &extra);
	err_set(out, code_of(status), "HTTP %d%s%s: %s%s%s%s", status, *canonical ? " " : "", canonical,
		text_cut_printable(a, sentence, MESSAGE_MAX), *description ? ": " : "",
		text_cut_printable(a, str_of(description), DESCRIPTION_MAX), buf_text(&extra));
	buf_free(&extra);
}

void gcp_error_of(int status, struct str body, const char *what, struct err *out)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err why;
	if (json_parse(a, body, &v, &why) || !json_get(v, "error"))
		html(a, status, body, out);
	else
		from_error(a, status, json_get(v, "error"), json_text_at(v, "error_description"), out);
	if (what && *what)
		err_wrap(out, "%s API", what);
	arena_free(a);
}

/* What an error response says, as JSON: its "error", or a plain text. NULL: it is neither, or markup. */
static struct json *error_in(struct arena *a, struct str body)
{
	struct json *v = NULL;
	struct err why;
	if (!json_parse(a, body, &v, &why))
		return json_get(v, "error");
	size_t blank = strspn(body.n ? body.p : "", " \t\r\n");
	bool text = blank < body.n && !strchr("<{[", body.p[blank]) && text_utf8_valid(body.p, body.n);
	return text ? json_new_stringn(a, body.p, body.n) : NULL;
}

void gcp_error_of_text(int status, struct str body, const char *what, struct err *out)
{
	struct arena *a = arena_new();
	const struct json *error = error_in(a, body);
	if (json_kind(error) == JSON_STRING) {
		from_error(a, status, error, "", out);
		err_wrap(out, "%s API", what);
	} else {
		gcp_error_of(status, body, what, out);
	}
	arena_free(a);
}

struct gcp_said gcp_error_said(struct arena *a, struct str body)
{
	char permission[128];
	const struct json *error = error_in(a, body);
	struct found f = observation(error);
	const char *message = message_of(error);
	bool missing = missing_permission(&f, message, permission, sizeof(permission));
	return (struct gcp_said){ f.reason, message, missing ? arena_strdup(a, permission) : "" };
}

/* "Permission 'iam.serviceaccounts.actAs' denied on service account EMAIL (or it may not exist)."; NULL if it names
 * none. */
static const char *account_in(struct arena *a, const char *message)
{
	static const char before[] = "denied on service account ";
	const char *at = strstr(message, before), *from = at ? at + strlen(before) : "";
	size_t n = strcspn(from, " ,;");
	while (n && from[n - 1] == '.')
		n--;
	const char *email = arena_strndup(a, from, n);
	return gcp_is_account(email) ? email : NULL;
}

/* Returns NULL if it is unknown what to grant, or on what. */
static const char *grant_of(struct arena *a, const struct json *error, const char *path, const char *member)
{
	const char *project = strstr(path, "projects/"), *message = json_text_at(error, "message");
	const char *account = account_in(a, message);
	char permission[128];
	struct found f = observation(error);
	if (!missing_permission(&f, message, permission, sizeof(permission)) || !gcp_role_for(permission))
		return NULL;
	if (!strncasecmp(permission, "iam.", 4))
		return account ? arena_printf(a, "gcloud iam service-accounts add-iam-policy-binding %s --member=%s --role=%s",
							 account, text_shell(a, member), gcp_role_for(permission))
					   : NULL;
	project = project ? project + strlen("projects/") : "";
	project = text_percent_decoded(a, arena_strndup(a, project, strcspn(project, "/"))).p;
	if (!gcp_is_name(project, ":."))
		return NULL;
	return arena_printf(a, "gcloud projects add-iam-policy-binding %s --member=%s --role=%s", project,
		text_shell(a, member), gcp_role_for(permission));
}

void gcp_error_grant(struct str body, const char *path, const char *member, struct err *out)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err was = *out, why;
	const char *grant = json_parse(a, body, &v, &why)
		? NULL
		: grant_of(a, json_get(v, "error"), path, member ? member : "serviceAccount:EMAIL");
	if (grant)
		err_set(out, was.code, "%s; %sgrant it: %s", was.text,
			strstr(was.text, "resource may not exist") ? "if project and region are right, " : "", grant);
	arena_free(a);
}
