/* SPDX-License-Identifier: Apache-2.0 */
/* cloud.c: opens the event loop and the client of Google's APIs, from the config and the environment. */
#include "cloud.h"

#include <stdlib.h>
#include <string.h>

static int check_account(const char *what, const char *emails, struct arena *a, struct err *e)
{
	char *save = NULL;
	for (char *one = strtok_r(arena_strdup(a, emails), ",", &save); one; one = strtok_r(NULL, ",", &save))
		if (!gcp_is_account(one))
			return err_set(e, ERR_CONFIG,
				"%s: \"%s\" is not a service account; use NAME@PROJECT.iam.gserviceaccount.com", what, one);
	return 0;
}

static int check_accounts(struct arena *a, const struct options *o, const struct config *c, struct err *e)
{
	const char *option = o->impersonate, *own = c->rollback.impersonate;
	const char *env = getenv("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT");
	return (option && check_account("--impersonate-service-account", option, a, e)) ||
			(!option && env && check_account("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT", env, a, e)) ||
			(own && check_account("rollback.impersonate", own, a, e))
		? -1
		: 0;
}

int cloud_open(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct cloud *out,
	struct err *e)
{
	struct net_surroundings *around = ARENA_NEW(a, struct net_surroundings);
	struct net_options net = { .user_agent = arena_printf(a, "rungate/%s", rungate_version),
		.around = around,
		.connect_to = c->connect_to,
		.resolve = c->resolve };
	if (check_accounts(a, o, c, e) || net_surroundings(a, k, c->ca_file, around, e))
		return -1;
	net.ca_file = around->ca_file;
	out->around = around;
	return net_open(a, k, &net, &out->loop, e) || gcp_open(a, out->loop, k, o->impersonate, &out->gcp, e) ? -1 : 0;
}
