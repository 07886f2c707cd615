/* SPDX-License-Identifier: Apache-2.0 */
/* token_file.c: an access token in a file that another program renews (CLOUDSDK_AUTH_ACCESS_TOKEN_FILE). */
#include "auth.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int read_token(struct auth *t, struct secret **out, struct err *e)
{
	struct str text;
	const char *path = t->state;
	if (file_read(gcp_arena(t->g), path, LIMIT_SECRET_FILE_BYTES, &text, e)) {
		err_wrap(e, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
		e->code = ERR_AUTH;
		return -1;
	}
	size_t from = 0, to = text.n;
	while (from < to && isspace((unsigned char)text.p[from]))
		from++;
	while (to > from && isspace((unsigned char)text.p[to - 1]))
		to--;
	struct str token = { text.p + from, to - from };
	if (!token.n)
		return err_set(e, ERR_AUTH, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: %s is empty", path);
	if (!auth_is_token(token))
		return err_set(e, ERR_AUTH, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: %s does not hold one token", path);
	*out = secret_new(gcp_secrets(t->g), token.p, token.n, true);
	crypto_wipe((void *)(uintptr_t)text.p, text.n);
	return 0;
}

static void fetch(struct auth *t, int64_t deadline, auth_done *done, void *arg)
{
	struct auth_token token = { .expires_at = INT64_MAX };
	struct err e;
	(void)deadline;
	if (read_token(t, &token.value, &e))
		done(arg, NULL, &e);
	else
		done(arg, &token, NULL);
}

bool auth_file_found(struct auth *t)
{
	const char *path = getenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	if (!path || !*path)
		return false;
	t->kind = &auth_file;
	t->state = arena_strdup(gcp_arena(t->g), path);
	t->from = arena_printf(gcp_arena(t->g), "access token file %s", path);
	if (file_is_shared(path))
		t->warning = arena_printf(gcp_arena(t->g), "%s can be read or changed by others: chmod 600 it", t->from);
	return true;
}

const struct auth_kind auth_file = {
	.name = "an access token file",
	.fetch = fetch,
	.no_id = "let it act as a service account: --impersonate-service-account=NAME@PROJECT.iam.gserviceaccount.com",
};
