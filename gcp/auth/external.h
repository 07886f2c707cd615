/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external.h: workload identity federation: a subject token of another cloud or a CI system is exchanged for a Google
 * token at the Security Token Service (google.aip.dev/auth/4117). Each kind of credential_source is one struct
 * external_source; external.c has their table.
 */
#ifndef GCP_AUTH_EXTERNAL_H
#define GCP_AUTH_EXTERNAL_H

#include "auth.h"

struct external;
/* subject_token is valid during the call only; NULL with error. */
typedef void external_done(void *arg, const struct str *subject_token, const struct err *error);

struct external_source {
	const char *key; /* the member of credential_source that selects this kind */
	/* Reads credential_source into x->state. Fails if it is invalid. */
	int (*read)(struct external *x, const struct json *source, struct err *e);
	/* Gets a subject token and calls done once, from the loop. */
	void (*fetch)(struct external *x, int64_t deadline, external_done *done, void *arg);
};
extern const struct external_source external_file, external_url, external_exec, external_aws, external_x509;

struct external {
	struct auth *t;
	const struct external_source *source;
	void *state;                       /* owned by the source */
	const char *audience, *token_type; /* token_type: of the subject token */
	const char *token_url, *client_id, *user_project;
	const char *impersonated; /* the service account to impersonate, or NULL */
	struct secret *client_secret;
	const char *client_cert, *client_key; /* PEM files for mutual TLS with the token service, or NULL */
	bool json;                            /* format "json": the token is the member `field` of a JSON object */
	const char *field;
};

/* Extracts the token from text in the source's format, without its line end. Fails if there is none. */
int external_token_of(const struct external *x, struct arena *a, struct str text, struct str *out, struct err *e);
/* A GET or PUT to a service of this machine: https, or http to a loopback or link-local address. */
struct external_get {
	struct external *x;
	const char *method, *url, *what; /* what: names the request in errors */
	struct http_header headers[16];
	size_t n_headers;
	int64_t deadline;
	external_done *done; /* gets the body of a 200 response */
	void *arg;
};
/* Returns 0 if url may be asked, else -1 with e. what: the setting's name. */
int external_check_url(struct external *x, const char *url, const char *what, struct err *e);
void external_ask(const struct external_get *g);

#endif
