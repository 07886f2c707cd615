/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.h: the token servers of the simulated cloud. Each verifies what Google verifies: signatures with the public
 * keys in the state, audiences, times, grant types, and who may impersonate whom.
 */
#ifndef TESTS_CLOUD_TOKEN_H
#define TESTS_CLOUD_TOKEN_H

#include "cloud.h"

/* An issued token and its owner. */
struct issued {
	const char *text, *principal, *audience; /* audience: of an ID token; NULL: an access token */
	int64_t expires_at;                      /* unix ms */
};

const struct json *token_state(struct cloud *c, const char *key); /* identity.KEY; NULL: missing */
int64_t token_now(struct cloud *c);                               /* unix ms by the cloud's clock */
const char *token_text(const struct json *v, const char *key);    /* "" if it is no string */
/* A field of a form; NULL: missing. */
const char *token_field(struct cloud *c, const struct request *q, const char *name);
bool token_is_form(const struct request *q);

/* {"access_token": ..., "expires_in": ..., "token_type": "Bearer"}, as configured in the state. */
struct json *token_issue(struct cloud *c, const char *principal);
const char *token_issue_access(struct cloud *c, const char *principal, int64_t life_ms);
const char *token_issue_id(struct cloud *c, const char *principal, const char *audience);
void token_refuse(struct cloud *c, struct response *r, int status, const char *error, const char *description);

/* Returns the owner of an access token, or NULL. A self-signed JWT counts if the state permits it. */
const char *token_principal(struct cloud *c, const char *authorization);
/* True if the ID token is valid for this audience. */
bool token_opens(struct cloud *c, const char *authorization, const char *audience);

/* Returns the account that signed the JWT as Identity-Aware Proxy takes it: iss = sub = the account, aud = the URL or
 * all paths of its origin, at most an hour. NULL: not accepted, and *why says why. */
const char *token_iap(struct cloud *c, const char *authorization, const char *url, const char **why);

/* jwt.c: returns the claims of an RS256 JWT whose signature is valid for a PEM public key, or NULL. */
struct json *jwt_verify(struct cloud *c, const char *jwt, const char *public_pem, const char *key_id);
struct json *jwt_claims(struct cloud *c, const char *jwt); /* unverified */

/* token_sts.c token_aws.c token_iam.c token_machine.c */
void token_sts(struct cloud *c, const struct request *q, struct response *r);
const char *token_aws_caller(
	struct cloud *c, const struct json *pool, const char *audience, const char *subject_token, const char **why);
void token_iam(struct cloud *c, const struct request *q, struct response *r);
void token_metadata(struct cloud *c, const struct request *q, struct response *r);
void token_imds(struct cloud *c, const struct request *q, struct response *r);
void token_subject(struct cloud *c, const struct request *q, struct response *r);
/* Returns true if the path belongs to a token server; r is then its answer. */
bool token_answer(struct cloud *c, const struct request *q, struct response *r);

#endif
