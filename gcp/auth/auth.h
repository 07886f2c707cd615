/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auth.h: credentials. Each kind is one struct auth_kind in its own file. A credential may use another one as its
 * source (impersonation, federation). Each caches its tokens: a token is fetched once for all callers that wait for it
 * and reused while it is fresh.
 */
#ifndef GCP_AUTH_H
#define GCP_AUTH_H

#include "../core/context.h"

#define AUTH_SCOPE "https://www.googleapis.com/auth/cloud-platform"

struct auth;
struct auth_token {
	struct secret *value;
	int64_t expires_at; /* expires_at: loop_now; INT64_MAX: unknown */
};
/* Called once, from the loop; token is NULL with error. */
typedef void auth_done(void *arg, const struct auth_token *token, const struct err *error);

/*
 * A kind of credential. To add one, add a file, and a row to the table in adc_file.c or to the lookups in auth.c.
 */
struct auth_kind {
	const char *type; /* "type" in a credentials file; NULL: not from a file */
	const char *name; /* for messages: "a service account key" */
	bool holds_key;   /* the file contains a key: read access is enough to use the credential */
	/* Reads a credentials file: sets state, who, quota_project and source of t. */
	int (*read)(struct auth *t, const struct json *file, struct err *e);
	void (*fetch)(struct auth *t, int64_t deadline, auth_done *done, void *arg);
	/* NULL: cannot create ID tokens; no_id says what to do instead */
	void (*fetch_id)(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);
	const char *no_id;
	/* gets a JWT for audience that the service account signs, valid for at most an hour; NULL: no service account */
	void (*fetch_jwt)(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);
};
extern const struct auth_kind auth_file, auth_metadata, auth_service_account, auth_authorized_user, auth_external_user,
	auth_external, auth_impersonated;

struct auth {
	struct gcp *g;
	const struct auth_kind *kind;
	void *state; /* owned by the kind */
	/* where it came from: "access token file PATH", "credentials file PATH", "metadata server HOST" */
	const char *from;
	const char *who;           /* an email address or the principals of a pool; NULL: unknown without a call */
	const char *quota_project; /* or NULL */
	const char *warning;       /* or NULL */
	struct auth *source;       /* the credential whose token is exchanged for this one's, or NULL */
	struct err broken;         /* why it cannot be used; ERR_NONE if it can */
	bool refused;              /* the previous token was refused (401) */
	int depth;                 /* how many credentials in the same file have this one as their source */
	struct auth_slot *slots;   /* the access token, and one ID token and one signed JWT for each audience */
};

/* ---- auth.c: finding the credential, and its tokens --------------------------------------------------- */

/* Finds the Application Default Credentials as Google's libraries do (google.aip.dev/auth/4110), without a call. Never
 * returns NULL: if a credential cannot be used, asking it for a token fails with the reason. */
struct auth *auth_new(struct gcp *g);
/* Returns a credential that impersonates a service account with source's permission. email: the account, or
 * "DELEGATE,...,TARGET" as in gcloud. */
struct auth *auth_as(struct auth *source, const char *email);
struct auth *auth_alone(struct gcp *g, const char *from); /* without a kind yet */
/* for messages: "ci@p.iam.gserviceaccount.com (credentials file PATH)" */
const char *auth_text(const struct auth *t);
const char *auth_member(const struct auth *t); /* the name in IAM policies; NULL: unknown */

/* Gets the cached access token if it is fresh, else a new one. stale: a token that a server refused, which is not
 * returned again; may be NULL. */
void auth_token(struct auth *t, const struct secret *stale, int64_t deadline, auth_done *done, void *arg);
/* Gets a token that is valid for at least min_left_ms, if necessary a new one. */
void auth_renew(struct auth *t, int64_t min_left_ms, int64_t deadline, auth_done *done, void *arg);
/* Gets an ID token for audience. Fails if the kind cannot create one. */
void auth_id_token(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);
/* Gets a JWT that the credential's service account signs, with iss = sub = the account, as Identity-Aware Proxy takes
 * it. Fails if the credential is no service account. */
void auth_jwt(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg);

/* Look for a credential in the environment; return true and fill t if there is one, even if it cannot be used. */
bool auth_file_found(struct auth *t);
bool auth_adc_file_found(struct auth *t);
bool auth_metadata_found(struct auth *t);
/* Reads a credential that is embedded in another one's file. The nesting depth is limited. */
struct auth *auth_of_document(struct gcp *g, const struct json *file, const char *from, int depth, struct err *e);

/* impersonated.c: makes t impersonate a service account with source's token. url: Google's, of
 * generateAccessToken; delegates and lifetime_s: as in that API. */
int auth_impersonate(struct auth *t, struct auth *source, const char *url, const struct json *delegates,
	int64_t lifetime_s, struct err *e);

/* ---- call.c: calls to token servers ------------------------------------------------------------------ */

/* body: the JSON object of a 2xx response, valid during the call only; NULL with error. status: 0 if there was no
 * response. */
typedef void auth_answered(void *arg, int status, struct json *body, const struct err *error);

struct auth_call {
	struct gcp *g;
	enum gcp_api api; /* the API whose override replaces the origin of url */
	const char *url;  /* Google's, without overrides */
	const struct secret *body;
	const char *type;                     /* the content type of body */
	const struct secret *authorization;   /* may be NULL */
	const char *quota_project;            /* the project to bill, or NULL */
	const char *client_cert, *client_key; /* PEM files for mutual TLS, or NULL */
	int64_t deadline;
	auth_answered *done;
	void *arg;
};
/* Sends the call. Calls done once, from the loop. */
void auth_post(const struct auth_call *c);
/* Returns 0 if a credential may be sent to url: a host of Google over TLS (before overrides), or the origin of an
 * override. Else returns -1 with e; what: the setting's name. */
int auth_check_url(struct gcp *g, const char *url, const char *what, struct err *e);

/* Appends a pair of an application/x-www-form-urlencoded body, percent-encoded. */
void auth_form_put(struct buf *form, const char *name, const char *value);
struct secret *auth_form_end(struct gcp *g, struct buf *form); /* Returns the body as a secret; wipes and frees form. */
struct secret *auth_basic(struct gcp *g, const char *id, const char *secret); /* an Authorization header (RFC 7617) */

/* Reads the token of a response: access_token and expires_in (a number, or a string of digits; 5 minutes if absent). */
int auth_read_token(struct gcp *g, const struct json *body, struct auth_token *out, struct err *e);
/* Reads an ID token. Fails if its claims have another audience or no expiry. */
int auth_read_id_token(struct gcp *g, struct str text, const char *audience, struct auth_token *out, struct err *e);
/* Returns a token that is valid for life_ms from now. */
struct auth_token auth_token_until(struct gcp *g, struct str value, int64_t life_ms);
bool auth_is_token(struct str text); /* Returns true if text could be a token: printable ASCII of a plausible length. */

/* gcp.c: returns the project to bill for calls, or NULL for the resource's own. */
const char *gcp_quota_project(const struct gcp *g);

#endif
