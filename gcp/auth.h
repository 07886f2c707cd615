/* SPDX-License-Identifier: Apache-2.0 */
/* auth.h: credential kinds behind one row each, and the call that g's files share. */
#ifndef GCP_AUTH_H
#define GCP_AUTH_H

#include "gcp.h"

struct auth_token { struct secret *value; int64_t expires_at; /* loop_now; INT64_MAX: never */ };
typedef void auth_done(void *arg, const struct auth_token *token, const struct err *error);

/* A way in. To add one: a file and a row in auth.c's table, in the order Google's libraries look. */
struct auth_kind {
	const char *name;
	const char *doc;
	bool (*applies)(const struct gcp *g);
	const char *(*describe)(const struct gcp *g);
	void (*fetch)(struct gcp *g, int64_t deadline, auth_done *done, void *arg);
	/* NULL: it cannot mint ID tokens */
	void (*fetch_id)(struct gcp *g, const char *audience, int64_t deadline, auth_done *done, void *arg);
};
extern const struct auth_kind auth_file, auth_adc_file, auth_metadata;

struct auth;
struct auth *auth_new(struct gcp *g);
const struct auth_kind *auth_kind(const struct auth *t);
/* The cached token, or a new one: one fetch at a time for all who wait. stale: a token that was refused. */
void auth_token(struct auth *t, const struct secret *stale, int64_t deadline, auth_done *done, void *arg);
void auth_id_token(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);

struct arena *gcp_arena(const struct gcp *g);
struct secrets *gcp_secrets(const struct gcp *g);

#endif
