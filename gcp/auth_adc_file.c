/* SPDX-License-Identifier: Apache-2.0 */
/* auth_adc_file.c: Application Default Credentials in a file. Its kinds are not read yet; silence would pick another identity. */
#include "auth.h"

#include <stdlib.h>

static const char *path(const struct gcp *g)
{
	const char *named = getenv("GOOGLE_APPLICATION_CREDENTIALS"), *config = getenv("CLOUDSDK_CONFIG"), *home = getenv("HOME");
	if (named && *named)
		return named;
	const char *dir = config && *config ? config
		: home && *home ? arena_printf(gcp_arena(g), "%s/.config/gcloud", home) : NULL;
	const char *well_known = dir ? arena_printf(gcp_arena(g), "%s/application_default_credentials.json", dir) : NULL;
	return well_known && file_exists(well_known) ? well_known : NULL;
}

static bool applies(const struct gcp *g)
{
	return path(g) != NULL;
}

static const char *describe(const struct gcp *g)
{
	return arena_printf(gcp_arena(g), "credentials file %s", path(g));
}

static void fetch(struct gcp *g, int64_t deadline, auth_done *done, void *arg)
{
	struct err e;
	(void)deadline;
	err_set(&e, ERR_AUTH, "%s: credential files are not read yet; write a token to a file "
		"(gcloud auth print-access-token) and name it in CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", path(g));
	done(arg, NULL, &e);
}

const struct auth_kind auth_adc_file = {
	.name = "a credentials file", .doc = "GOOGLE_APPLICATION_CREDENTIALS, or gcloud's application default file",
	.applies = applies, .describe = describe, .fetch = fetch,
};
