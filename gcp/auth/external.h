/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external.h: a workload's own identity (a subject token of its cloud or CI), exchanged for Google's at the Security
 * Token Service. A row a kind of credential_source; auth_external.c has the table.
 */
#ifndef GCP_AUTH_EXTERNAL_H
#define GCP_AUTH_EXTERNAL_H

#include "auth.h"

struct external;
/* text need only live during the call */
typedef void external_done(void *arg, const struct str *subject_token, const struct err *error);

struct external_source {
	const char *key; /* the member of credential_source that names the kind */
	int (*read)(struct external *x, const struct json *source, struct err *e);
	void (*fetch)(struct external *x, int64_t deadline, external_done *done, void *arg);
};
extern const struct external_source external_file, external_url, external_exec, external_aws, external_x509;

struct external {
	struct auth *t;
	const struct external_source *source;
	void *state;                       /* the source's own */
	const char *audience, *token_type; /* token_type: of the subject token */
	const char *token_url, *client_id, *user_project;
	const char *impersonated;          /* the service account it will act as, or NULL */
	struct secret *client_secret;
	const char *client_cert, *client_key; /* PEM files for the exchange's TLS; NULL: none */
	bool json;                         /* format: the token stands in a JSON object, at field */
	const char *field;
};

/* The token in a text of the source's format, its line end left out; -1 with e. */
int external_token_of(const struct external *x, struct arena *a, struct str text, struct str *out, struct err *e);
/* One GET (or PUT) of a machine's own service: https, or plain http to this machine or a link-local address. */
struct external_get {
	struct external *x;
	const char *method, *url, *what; /* what: for errors */
	struct http_header headers[16];
	size_t n_headers;
	int64_t deadline;
	external_done *done;             /* the body of a 200 */
	void *arg;
};
int external_check_url(struct external *x, const char *url, const char *what, struct err *e);
void external_ask(const struct external_get *g);

#endif
