/* SPDX-License-Identifier: Apache-2.0 */
/* call.h: authorized calls to Google's APIs, and the credentials that they use. */
#ifndef GCP_CALL_H
#define GCP_CALL_H

#include "../gate/net/net.h"

struct gcp;

enum gcp_api {
	GCP_RUN,
	GCP_SQL,
	GCP_REDIS,
	GCP_MEMORYSTORE,
	GCP_VPCACCESS,
	GCP_SERVICEHEALTH,
	GCP_MONITORING,
	GCP_LOGGING,
	GCP_SECRETMANAGER,
	GCP_IAMCREDENTIALS,
	GCP_STS,
	GCP_OAUTH2,
	GCP_KMS,
	GCP_STORAGE,
	GCP_COMPUTE,
	GCP_CLOUDQUOTAS,
	GCP_ARTIFACTREGISTRY,
	GCP_API__COUNT
};

/* ---- client.c, core/context.c: the client ------------------------------------------------------------ */

/*
 * Reads credentials and endpoint overrides from the environment, without a call. impersonate: a service account (or
 * "DELEGATE,...,TARGET") to act as; NULL: CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT if it is set. *out lives as long as
 * a. Fails with ERR_CONFIG for an invalid override.
 */
int gcp_open(
	struct arena *a, struct loop *l, struct secrets *k, const char *impersonate, struct gcp **out, struct err *e);
/* Returns a client for the same endpoints that acts as the service account email, with the permission of g's
 * credential. */
struct gcp *gcp_as(struct gcp *g, const char *email);
struct loop *gcp_loop(const struct gcp *g);
void gcp_act(struct gcp *g); /* allows calls to use the part of the read budget that is reserved for a rollback */
const char *gcp_base(const struct gcp *g, enum gcp_api api); /* the base URL; ends with '/' */
/* Returns the endpoint overrides for evidence, {"RUN": "http://127.0.0.1:8080/", ...}, with UNIVERSE_DOMAIN if it is
 * not the default. */
struct json *gcp_overrides(struct arena *a, const struct gcp *g);
/* For messages: "ci@p.iam.gserviceaccount.com (credentials file PATH)" or "metadata server HOST". */
const char *gcp_credential(const struct gcp *g);
const char *gcp_warning(const struct gcp *g); /* about a key file that others can read; else NULL */
/* the credential's name in IAM policies; NULL: unknown */
const char *gcp_member(const struct gcp *g);
/* Returns unix ms by Google's clock, for comparing with times that Google set. */
int64_t gcp_wall(const struct gcp *g);
/* The same, at the earliest that the Date headers seen allow; 0: none was seen. */
int64_t gcp_wall_least(const struct gcp *g);
/* Returns the estimated offset of Google's clock from the local one in ms: the smallest one consistent with all Date
 * headers seen (they have whole seconds); 0 if none was seen. */
int64_t gcp_skew_ms(const struct gcp *g);

/* ---- core/trust.c (no side effects): where credentials may be sent ------------------------------------ */

#define GCP_UNIVERSE "googleapis.com" /* the default universe: the domain of Google's APIs */
/* Returns true for https on port 443 of a host below the universe's domain. */
bool gcp_is_google(const struct url *u, const char *universe);
bool gcp_is_universe(const char *domain); /* could be the domain of a universe */
/* Returns true if text consists of letters, digits, '-', '_' and the characters of more, and does not begin with '-'.
 * Other text from outside must not be put into a command for users to paste. */
bool gcp_is_name(const char *text, const char *more);
bool gcp_is_account(const char *email); /* could be a service account's email address or unique id */
/* Returns GCE_METADATA_HOST, or NULL for the default host. Probes never connect to it. */
const char *gcp_metadata_host(void);

/* ---- gcp.c: calls ------------------------------------------------------------------------------------ */

struct gcp_reply {
	struct err error;       /* ERR_NONE, or what failed, on what, why and what to do */
	int status;             /* HTTP status; 0 if there was no response */
	struct json *body;      /* a JSON object; NULL with an error, or if bytes were asked for */
	int64_t retry_after_ms; /* the server's Retry-After with an error, within limits; 0: none */
	struct str refusal;     /* the body of a response with an error status, scrubbed; otherwise empty */
	bool sent;              /* false with an error: certainly nothing was sent */
	/* If bytes were asked for; without an error. */
	struct str bytes;
	const struct http_header_text *headers; /* names in lower case */
	size_t n_headers;
};
typedef void gcp_done(void *arg, const struct gcp_reply *reply);
/* Returns true if the same call may succeed later: after an outage, a lost response, a used-up quota or an unusable
 * response. No side effects. */
bool gcp_may_pass(enum err_code code);

enum { GCP_HEADERS_MAX = 2 };
struct gcp_request {
	enum gcp_api api;
	const char *method, *path; /* path: after the base URL, "v2/projects/..." */
	const struct secret *body; /* NULL: none */
	const char *type;          /* the content type of body */
	struct {
		const char *name, *value;
	} headers[GCP_HEADERS_MAX]; /* more headers; name NULL ends them */
	size_t bytes_max;           /* 0: the response is a JSON object; else it is at most so many bytes of any kind */
	/* retried until the deadline; otherwise it is sent exactly once, within LIMIT_UNSENT_MS or not at all */
	bool repeatable;
	int64_t timeout_ms; /* of one attempt; 0: LIMIT_CALL_MS */
	int64_t deadline;   /* loop_now */
};
/* Sends any call. As for all calls below, done is called once, from the loop, and the reply lives as long as a. What *r
 * points to must stay valid until then. */
void gcp_call(struct gcp *g, struct arena *a, const struct gcp_request *r, gcp_done *done, void *arg);
/* Sends a GET, retried until the deadline. */
void gcp_get(
	struct gcp *g, struct arena *a, enum gcp_api api, const char *path, int64_t deadline, gcp_done *done, void *arg);
/* pages.c: gets all pages of a list as one body {KEY: [...]}. Fails for a repeated page token, for more than
 * LIMIT_PAGES pages and for a list that Google marks as incomplete. */
void gcp_list(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *key, int64_t deadline,
	gcp_done *done, void *arg);
/* Sends a request with a JSON body. repeatable: a read that is a POST, retried as gcp_get does. A write is sent exactly
 * once. */
void gcp_send(struct gcp *g, struct arena *a, enum gcp_api api, const char *method, const char *path,
	const struct json *body, bool repeatable, int64_t deadline, gcp_done *done, void *arg);
/* Sends a read that is a POST of a form, whose values the caller has percent-encoded. Retried as gcp_get does. */
void gcp_post_form(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *form,
	int64_t deadline, gcp_done *done, void *arg);

/* ---- auth/: access tokens; identity.c: whose they are and how long they are valid ----------------------- */

/* token: NULL with error. */
typedef void gcp_token_done(void *arg, const struct secret *token, const struct err *error);
/* Gets an ID token for calling a private service. Fails if the credential cannot create ID tokens. */
void gcp_id_token(struct gcp *g, const char *audience, int64_t deadline, gcp_token_done *done, void *arg);
/* Gets a JWT that the credential's service account signs for Identity-Aware Proxy: iss = sub = the account, at most an
 * hour. Fails if the credential is no service account. */
void gcp_iap_jwt(struct gcp *g, const char *audience, int64_t deadline, gcp_token_done *done, void *arg);
/* left_ms: how long the current token is valid (INT64_MAX: unknown); error: there is no token. */
typedef void gcp_ready_done(void *arg, int64_t left_ms, const struct err *error);
/* Makes sure that the access token is valid for at least min_left_ms: gets a new one if necessary. */
void gcp_ready_for(struct gcp *g, int64_t min_left_ms, int64_t deadline, gcp_ready_done *done, void *arg);

struct gcp_identity {
	const char *credential;    /* gcp_credential */
	const char *who, *member;  /* NULL: unknown */
	const char *quota_project; /* or NULL */
	int64_t until;             /* end of the token's validity in unix ms; INT64_MAX: unknown */
	struct err error;          /* set if there is no token */
};
typedef void gcp_identified(void *arg, const struct gcp_identity *i);
/* Finds out whose credential is used; asks Google if necessary. */
void gcp_identify(struct gcp *g, int64_t deadline, gcp_identified *done, void *arg);

/* ---- core/errors.c (no side effects): Google's errors (google.aip.dev/193) as one line --------------------- */

/* Sets out from an error response. what: the call, "GET run.googleapis.com/v2/..."; body: any bytes. */
void gcp_error_of(int status, struct str body, const char *what, struct err *out);
/* The same for a call that answers with bytes: its errors may be plain text too. */
void gcp_error_of_text(int status, struct str body, const char *what, struct err *out);
/* Returns what an error response says, in a; "" for what it does not say. */
struct gcp_said {
	const char *reason, *message, *permission; /* permission: the missing one */
};
struct gcp_said gcp_error_said(struct arena *a, struct str body);
/* If a 403 names a missing permission, appends to out the command that grants it to member. path: the resource. */
void gcp_error_grant(struct str body, const char *path, const char *member, struct err *out);
/* Returns the smallest predefined role that has the permission, or NULL if unknown. */
const char *gcp_role_for(const char *permission);

#endif
