/* SPDX-License-Identifier: Apache-2.0 */
/* auth_file.c: an access token in a file that somebody else keeps fresh (CLOUDSDK_AUTH_ACCESS_TOKEN_FILE). */
#include "auth.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *path(void)
{
	const char *p = getenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	return p && *p ? p : NULL;
}

static bool applies(const struct gcp *g)
{
	(void)g;
	return path() != NULL;
}

static const char *describe(const struct gcp *g)
{
	return arena_printf(gcp_arena(g), "access token file %s", path());
}

static int read_token(struct gcp *g, struct secret **out, struct err *e)
{
	struct str text;
	struct arena *a = gcp_arena(g);
	if (file_read(a, path(), LIMIT_SECRET_FILE_BYTES, &text, e)) {
		err_wrap(e, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
		e->code = ERR_AUTH;
		return -1;
	}
	size_t from = 0, to = text.n;
	while (from < to && isspace((unsigned char)text.p[from]))
		from++;
	while (to > from && isspace((unsigned char)text.p[to - 1]))
		to--;
	for (size_t i = from; i < to; i++)
		if (!isgraph((unsigned char)text.p[i]))
			return err_set(e, ERR_AUTH, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: %s does not hold one token", path());
	if (from == to)
		return err_set(e, ERR_AUTH, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: %s is empty", path());
	*out = secret_new(gcp_secrets(g), text.p + from, to - from, true);
	crypto_wipe((void *)(uintptr_t)text.p, text.n);
	return 0;
}

static void fetch(struct gcp *g, int64_t deadline, auth_done *done, void *arg)
{
	struct auth_token token = { .expires_at = INT64_MAX };
	struct err e;
	(void)deadline;
	if (read_token(g, &token.value, &e))
		done(arg, NULL, &e);
	else
		done(arg, &token, NULL);
}

const struct auth_kind auth_file = {
	.name = "an access token file", .doc = "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE names a file that holds an access token",
	.applies = applies, .describe = describe, .fetch = fetch,
};
