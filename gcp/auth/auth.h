/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auth.h: credentials. A row a kind, a file a kind; one credential may stand on another (impersonation, federation),
 * and each keeps its tokens: fetched once for all who wait, kept while fresh.
 */
#ifndef GCP_AUTH_H
#define GCP_AUTH_H

#include "../core/context.h"

#define AUTH_SCOPE "https://www.googleapis.com/auth/cloud-platform"

struct auth;
struct auth_token { struct secret *value; int64_t expires_at; /* loop_now; INT64_MAX: nobody said */ };
typedef void auth_done(void *arg, const struct auth_token *token, const struct err *error);

/* A kind of credential. To add one: a file, and a row in auth_adc_file.c's table or in auth.c's ways in. */
struct auth_kind {
	const char *type;  /* "type" of a credentials file; NULL: it stands in none */
	const char *name;  /* for people: "a service account key" */
	bool holds_key;    /* who reads the file has the credential */
	/* From the document of a credentials file: fills state, who, quota_project and source of t. */
	int (*read)(struct auth *t, const struct json *file, struct err *e);
	void (*fetch)(struct auth *t, int64_t deadline, auth_done *done, void *arg);
	/* NULL: it cannot mint ID tokens, and no_id says what to do instead */
	void (*fetch_id)(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);
	const char *no_id;
};
extern const struct auth_kind auth_file, auth_metadata, auth_service_account, auth_authorized_user, auth_external_user,
	auth_external, auth_impersonated;

struct auth {
	struct gcp *g;
	const struct auth_kind *kind;
	void *state;               /* the kind's own */
	const char *from;          /* "access token file PATH", "credentials file PATH", "metadata server HOST" */
	const char *who;           /* an email or a pool's principals; NULL: not known without asking */
	const char *quota_project; /* NULL: none */
	const char *warning;       /* NULL: none */
	struct auth *source;       /* whose token is given for this one's; NULL: it stands alone */
	struct err broken;         /* why it is of no use; ERR_NONE: it is */
	bool refused;              /* the token before was refused (401) */
	int depth;                 /* credentials that stand on this one, in one file */
	struct auth_slot *slots;   /* the access token, and an ID token an audience */
};

/* ---- auth.c: which one is used, and its tokens ------------------------------------------------------- */

/* As Google's libraries look, without a call. Always one: what cannot be used says why when it is asked for a token. */
struct auth *auth_new(struct gcp *g);
/* A service account by the leave of source; email: one, or "DELEGATE,...,TARGET" as gcloud takes it. */
struct auth *auth_as(struct auth *source, const char *email);
struct auth *auth_alone(struct gcp *g, const char *from); /* not yet of a kind */
const char *auth_text(const struct auth *t);              /* "ci@p.iam.gserviceaccount.com (credentials file PATH)" */
const char *auth_member(const struct auth *t);            /* as IAM policies name it; NULL: not known */

/* The kept token while it is fresh, or a new one. stale: a token that was refused; it is not given again. */
void auth_token(struct auth *t, const struct secret *stale, int64_t deadline, auth_done *done, void *arg);
/* A token with so much of its life left: a new one where the kept one is older. */
void auth_renew(struct auth *t, int64_t min_left_ms, int64_t deadline, auth_done *done, void *arg);
void auth_id_token(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);

/* The ways in by the environment; true: this is the one. */
bool auth_file_found(struct auth *t);
bool auth_adc_file_found(struct auth *t);
bool auth_metadata_found(struct auth *t);
/* A credential inside another's file; depth is bounded. */
struct auth *auth_of_document(struct gcp *g, const struct json *file, const char *from, int depth, struct err *e);

/* auth_impersonated.c: makes t a service account by the leave of source. url: Google's, of generateAccessToken;
 * delegates and lifetime_s as the API has them. */
int auth_impersonate(struct auth *t, struct auth *source, const char *url, const struct json *delegates,
	int64_t lifetime_s, struct err *e);

/* ---- auth_call.c: one call to a token server -------------------------------------------------------------- */

/* body: a JSON object of a 2xx answer, gone when this returns; else error. status 0: none was had. */
typedef void auth_answered(void *arg, int status, struct json *body, const struct err *error);

struct auth_call {
	struct gcp *g;
	enum gcp_api api;                   /* whose override stands for the URL's origin */
	const char *url;                    /* Google's own */
	const struct secret *body;
	const char *type;                   /* of the body */
	const struct secret *authorization; /* NULL: none */
	const char *quota_project;          /* who is billed for it; NULL: not said */
	const char *client_cert, *client_key; /* PEM files, for TLS; NULL: none */
	int64_t deadline;
	auth_answered *done;
	void *arg;
};
void auth_post(const struct auth_call *c);
/* Is this a place that a credential may be sent to? Google's over TLS, whatever an override makes of it, or an
 * override's origin. */
int auth_check_url(struct gcp *g, const char *url, const char *what, struct err *e);

void auth_form_put(struct buf *form, const char *name, const char *value);
struct secret *auth_form_end(struct gcp *g, struct buf *form); /* wiped and freed */
struct secret *auth_basic(struct gcp *g, const char *id, const char *secret); /* RFC 7617 */

/* The token of an answer: `access_token` with `expires_in` (a number, or digits in quotes). Not said: five minutes. */
int auth_read_token(struct gcp *g, const struct json *body, struct auth_token *out, struct err *e);
/* An ID token, whose own claims say for whom and until when. */
int auth_read_id_token(struct gcp *g, struct str text, const char *audience, struct auth_token *out, struct err *e);
struct auth_token auth_token_until(struct gcp *g, struct str value, int64_t life_ms);
bool auth_is_token(struct str text); /* visible characters of a credible number */

/* gcp.c: the project that is billed for calls; NULL: the resource's own. */
const char *gcp_quota_project(const struct gcp *g);

#endif
