/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adc_file.c: Application Default Credentials from a file: GOOGLE_APPLICATION_CREDENTIALS, or gcloud's own. Its "type"
 * selects the kind. If a named file cannot be used, that is an error: falling back would use another identity without
 * notice.
 */
#include "auth.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 4 };

static const struct auth_kind *const kinds[] = {
	&auth_service_account,
	&auth_authorized_user,
	&auth_external,
	&auth_external_user,
	&auth_impersonated,
};

static const char *path_of(struct arena *a)
{
	const char *named = getenv("GOOGLE_APPLICATION_CREDENTIALS"), *config = getenv("CLOUDSDK_CONFIG"),
			   *home = getenv("HOME");
	if (named && *named)
		return arena_strdup(a, named);
	const char *dir = config && *config ? config : home && *home ? arena_printf(a, "%s/.config/gcloud", home) : NULL;
	const char *well_known = dir ? arena_printf(a, "%s/application_default_credentials.json", dir) : NULL;
	return well_known && file_exists(well_known) ? well_known : NULL;
}

static const struct auth_kind *kind_of(struct arena *a, const char *type, const char *from, struct err *e)
{
	const char *names[COUNTOF(kinds)];
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		names[i] = kinds[i]->type;
		if (!strcmp(kinds[i]->type, type))
			return kinds[i];
	}
	if (!strcmp(type, "gdch_service_account")) {
		err_set(e, ERR_AUTH,
			"%s: a gdch_service_account is an identity of Google Distributed Cloud air-gapped, which has no Cloud Run: "
			"name a credential of Google Cloud",
			from);
		return NULL;
	}
	const char *near = text_nearest(type, names, COUNTOF(names));
	err_set(e, ERR_AUTH, "%s: credentials of type \"%s\" are not supported%s%s%s", from, text_cut(a, str_of(type), 60),
		near ? "; did you mean " : "",
		near ? near
			 : ": supported are service_account, authorized_user, external_account, "
			   "external_account_authorized_user and impersonated_service_account",
		near ? "?" : "");
	return NULL;
}

static int read_document(struct auth *t, const struct json *file, struct err *e)
{
	struct json_reader r = json_reader(file, t->from, e);
	const char *type = json_read_string(&r, "type"), *quota = json_read_string_or(&r, "quota_project_id", NULL);
	const char *universe = json_read_string_or(&r, "universe_domain", "");
	if (json_read_done(&r))
		return -1;
	if (*universe && gcp_enter_universe(t->g, universe, e))
		return err_wrap(e, "%s", t->from);
	t->kind = kind_of(gcp_arena(t->g), type, t->from, e);
	t->quota_project = arena_strdup(gcp_arena(t->g), quota);
	return t->kind ? t->kind->read(t, file, e) : -1;
}

struct auth *auth_of_document(struct gcp *g, const struct json *file, const char *from, int depth, struct err *e)
{
	struct auth *t = auth_alone(g, from);
	t->depth = depth;
	if (depth > DEPTH_MAX)
		err_set(e, ERR_AUTH, "%s: credentials are nested more than %d deep", from, DEPTH_MAX);
	return depth > DEPTH_MAX || read_document(t, file, e) ? NULL : t;
}

static int read_file(struct auth *t, const char *path, struct err *e)
{
	struct arena *a = arena_new(); /* freed at the end, with any keys in the document */
	struct str text = { "", 0 };
	struct json *file;
	int rc = file_read(a, path, LIMIT_SECRET_FILE_BYTES, &text, e);
	if (!rc && json_parse(a, text, &file, e))
		rc = err_wrap(e, "%s", t->from);
	else if (!rc)
		rc = read_document(t, file, e);
	if (text.n)
		crypto_wipe((void *)(uintptr_t)text.p, text.n);
	arena_free(a);
	return rc;
}

bool auth_adc_file_found(struct auth *t)
{
	struct arena *a = gcp_arena(t->g);
	const char *path = path_of(a), *named = getenv("GOOGLE_APPLICATION_CREDENTIALS");
	if (!path)
		return false;
	t->from = arena_printf(a, "credentials file %s", path);
	if (read_file(t, path, &t->broken)) {
		if (named && *named)
			err_wrap(&t->broken, "GOOGLE_APPLICATION_CREDENTIALS");
		t->broken.code = ERR_AUTH;
	} else if ((t->kind->holds_key || (t->source && t->source->kind->holds_key)) && file_is_shared(path)) {
		t->warning = arena_printf(a, "%s can be read or changed by others: chmod 600 it", t->from);
	}
	return true;
}
