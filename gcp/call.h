/* SPDX-License-Identifier: Apache-2.0 */
/* call.h: one authorised call to an API of Google, and whose credentials it carries. */
#ifndef GCP_CALL_H
#define GCP_CALL_H

#include "../gate/net/net.h"

struct gcp;

enum gcp_api {
	GCP_RUN, GCP_SQL, GCP_REDIS, GCP_MEMORYSTORE, GCP_VPCACCESS, GCP_MONITORING, GCP_LOGGING, GCP_SECRETMANAGER,
	GCP_IAMCREDENTIALS, GCP_STS, GCP_OAUTH2, GCP_KMS, GCP_API__COUNT
};

/* ---- gcp.c: one authorised call ------------------------------------------------------------ */

/* Reads credentials and endpoint overrides from the environment; makes no call. g lives as long as a. impersonate: a
 * service account to act as (or "DELEGATE,...,TARGET"); NULL: CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT, if it is
 * set. */
int gcp_open(
	struct arena *a, struct loop *l, struct secrets *k, const char *impersonate, struct gcp **out, struct err *e);
/* The same cloud under a second credential: email, by the leave of g's. */
struct gcp *gcp_as(struct gcp *g, const char *email);
struct loop *gcp_loop(const struct gcp *g);
void gcp_act(struct gcp *g); /* from now on what the budget keeps for a rollback may be spent */
const char *gcp_base(const struct gcp *g, enum gcp_api api);    /* ends in '/' */
/* {"RUN": "http://127.0.0.1:8080/", ...}: the overrides alone, for evidence; and UNIVERSE_DOMAIN, where it is
 * another. */
struct json *gcp_overrides(struct arena *a, const struct gcp *g);
/* "ci@p.iam.gserviceaccount.com (credentials file PATH)", "metadata server HOST" */
const char *gcp_credential(const struct gcp *g);
const char *gcp_warning(const struct gcp *g);                   /* of a key that others can read; NULL: none */
const char *gcp_member(const struct gcp *g);                    /* as IAM policies name it; NULL: not known */
/* Google's clock less ours: the least that the Dates which were seen, whole seconds as they are, allow; 0 before. */
/* unix ms, by Google's clock where it was seen: for whatever is held against its times */
int64_t gcp_wall(const struct gcp *g);
int64_t gcp_skew_ms(const struct gcp *g);

/* trust.c, PURE: a host that Google's tokens may go to: https, port 443, under the universe's domain
 * (googleapis.com). */
#define GCP_UNIVERSE "googleapis.com"
bool gcp_is_google(const struct url *u, const char *universe);
bool gcp_is_universe(const char *domain); /* could be a universe's domain */
/* Letters, digits, '-', '_' and those of more, and no option: what others sent may stand in a command to paste. */
bool gcp_is_name(const char *text, const char *more);
bool gcp_is_account(const char *email); /* could be a service account's address or unique number */
/* GCE_METADATA_HOST; NULL: the usual one. No probe goes there. */
const char *gcp_metadata_host(void);

struct gcp_reply {
	struct err error;  /* ERR_NONE, or what failed, on what, why and the way out */
	int status;        /* HTTP; 0 when none was had */
	struct json *body; /* an object; NULL with an error */
	int64_t retry_after_ms; /* as the server asks with an error, within bounds; 0: it does not ask */
};
typedef void gcp_done(void *arg, const struct gcp_reply *reply);
/* PURE. The same call may succeed later: an outage, a lost answer, a quota, an answer that could not be used. */
bool gcp_may_pass(enum err_code code);

/* A read: retried within the deadline. path begins after the base: "v2/projects/...". */
void gcp_get(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, int64_t deadline,
             gcp_done *done, void *arg);
/* pages.c: all pages, joined: body is {KEY: [...]}. A repeated page token, too many pages or a list that
 * Google calls incomplete is an error. */
void gcp_list(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *key,
              int64_t deadline, gcp_done *done, void *arg);
/* A write, or a read that is a POST (repeatable): a write is sent once, whatever comes back. */
void gcp_send(struct gcp *g, struct arena *a, enum gcp_api api, const char *method, const char *path,
              const struct json *body, bool repeatable, int64_t deadline, gcp_done *done, void *arg);
/* A read that is a POST of a form (percent-encoded by the caller), retried as gcp_get. */
void gcp_post_form(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *form,
	int64_t deadline, gcp_done *done, void *arg);

/* ---- auth.h: where tokens come from; identity.c: whose they are, and for how long --------------------- */

typedef void gcp_token_done(void *arg, const struct secret *token, const struct err *error);
/* An ID token for a private service; error where this credential cannot mint one. */
void gcp_id_token(struct gcp *g, const char *audience, int64_t deadline, gcp_token_done *done, void *arg);
/* A token that lasts for what is about to begin: a new one where less is left. left_ms: of the token that is there now
 * (INT64_MAX: nobody said); error: none is, and why. */
typedef void gcp_ready_done(void *arg, int64_t left_ms, const struct err *error);
void gcp_ready_for(struct gcp *g, int64_t min_left_ms, int64_t deadline, gcp_ready_done *done, void *arg);

struct gcp_identity {
	const char *credential;    /* gcp_credential */
	const char *who, *member;  /* NULL: Google did not say */
	const char *quota_project; /* NULL: none */
	int64_t until;             /* unix ms; INT64_MAX: nobody said */
	struct err error;          /* no token is to be had */
};
typedef void gcp_identified(void *arg, const struct gcp_identity *i);
void gcp_identify(struct gcp *g, int64_t deadline, gcp_identified *done, void *arg);

/* ---- errors.c: Google's error bodies as one clear line -------------------------------------------- */

/* PURE. what is the call ("GET run.googleapis.com/v2/..."); body may be anything. */
void gcp_error_of(int status, struct str body, const char *what, struct err *out);
/* PURE. Where a 403 names a permission on a project's resource: the command that grants it, at the end of out. */
void gcp_error_grant(struct str body, const char *path, const char *member, struct err *out);
/* PURE. The least role that holds a permission, or NULL. */
const char *gcp_role_for(const char *permission);

#endif
