/* SPDX-License-Identifier: Apache-2.0 */
/* passport.h: whether earlier evidence says that an image passed a stage, within a time. */
#ifndef GATE_EVIDENCE_PASSPORT_H
#define GATE_EVIDENCE_PASSPORT_H

#include "history.h"

struct record_of_run;

/* ---- passport.c (no side effects) ---------------------------------------------------------------- */

struct passport_wanted {
	const char *stage, *digest; /* digest: of the image, 64 hex digits */
	int64_t within, now;        /* ms; unix ms */
};
/* The most that the evidence read so far says about the image. Zero it at first. */
struct passport_found {
	enum passport_state {
		PASSPORT_NONE,        /* no evidence names the image */
		PASSPORT_REFUSED,     /* evidence that may name it cannot be used: `why` */
		PASSPORT_OTHER_STAGE, /* it names the image, but another stage */
		PASSPORT_NOT_PASSED,  /* the image was in the stage and did not pass */
		PASSPORT_FUTURE,      /* it passed at a time that has not come yet */
		PASSPORT_TOO_OLD,
		PASSPORT_PASSED,
	} state;
	int64_t at;                 /* when that run ended, unix ms */
	const char *evidence, *why; /* the name of the evidence; REFUSED: why it is not used */
	const char *stage;          /* OTHER_STAGE: which; NULL: none */
};
/* Takes into account what one evidence says. Returns false if it does not name the image. The texts must outlive
 * *found. */
bool passport_take(
	const struct passport_wanted *w, const struct history_piece *p, const char *name, struct passport_found *found);
/* Takes into account that evidence could not be used. */
void passport_refuse(const char *name, const char *why, struct passport_found *found);
/* Returns why the image may not be released, as one sentence without a full stop; NULL if it passed. service: alias;
 * where: the state that was searched. */
const char *passport_missing(struct arena *a, const struct passport_wanted *w, const struct passport_found *found,
	const char *service, const char *where);

/* ---- passport_find.c ----------------------------------------------------------------------------- */

/* Adds an observation for each requirement of the config. Call it after memory_open. */
void passports_open(struct observations *observations, const struct config *c, const struct release *release,
	const struct record_of_run *record);

#endif
