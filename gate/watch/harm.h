/* SPDX-License-Identifier: Apache-2.0 */
/* harm.h: what is wrong with a service although no release is judged. No side effects. */
#ifndef GATE_WATCH_HARM_H
#define GATE_WATCH_HARM_H

#include "../base/base.h"

/* The worst first. */
enum harm_kind {
	HARM_SERVES_FAILED, /* a revision that failed its verdict has traffic */
	HARM_NOT_READY,     /* its last change failed */
	HARM_NO_WAY_BACK,   /* there is no revision to which a rollback could move traffic */
	HARM_SECRET,        /* a secret version that the serving revision refers to is not enabled */
	HARM_CERTIFICATE,   /* of a host, or of a database that the service uses: invalid, or soon */
	HARM_PINNED,        /* later deploys get no traffic */
	HARM_WAY_BACK_ENDS, /* the image of the first rollback target is soon deleted */
	HARM_BUDGET,        /* a rollout may open more connections than the database accepts */
	HARM_DRIFT,         /* the service differs from its declaration */
	HARM__COUNT
};
const char *harm_name(enum harm_kind k); /* "serves a failed revision", ... */

struct harm {
	enum harm_kind kind;
	const char *text; /* what exactly; may be "" */
};
/*
 * Returns the harms of a service, the worst first, and sets *n. facts: of the service, as rules have them, with the
 * members failedServes (bool), noWayBack (string; absent: there is one) and databases (the facts of the Cloud SQL
 * instances that it uses; absent: none). What was not observed is no harm: ask harm_unknown too.
 */
struct harm *harms_of(struct arena *a, const struct json *facts, size_t *n);
/* Returns what of these facts a harm depends on and was not observed, and why; NULL: everything was observed. */
const char *harm_unknown(struct arena *a, const struct json *facts);
/* The same of a host, from the facts of a TLS probe: returns what is wrong with its certificate, or NULL. */
const char *harm_of_certificate(struct arena *a, const struct json *facts);

#endif
