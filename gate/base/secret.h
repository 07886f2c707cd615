/* SPDX-License-Identifier: Apache-2.0 */
/* secret.h: the only type that a secret may live in. */
#ifndef GATE_BASE_SECRET_H
#define GATE_BASE_SECRET_H

#include "buf.h"

/* ---- secret.c: the only type a secret may live in ------------------------------------------- */

/*
 * A text that may come from the environment. What is hidden is printed as "[redacted]" and every
 * hidden text is known to its keeper, which takes it out of whatever else is about to be written.
 */
struct secret;
struct secrets; /* the keeper: one a run */

struct secrets *secrets_new(struct arena *a);
/* For work that needs no secret: a ${NAME} that is not set stays as it is written. */
struct secrets *secrets_blind(struct arena *a);
bool secrets_are_blind(const struct secrets *k);
struct secret *secret_new(struct secrets *k, const char *text, size_t n, bool hidden);
/* Hidden as a whole, of parts that may be seen and parts that are hidden by themselves: a URL with a token in it. */
struct secret *secret_composed(struct secrets *k, const char *text, size_t n);
struct secret *secret_plain(struct arena *a, const char *text); /* where a secret could stand and none does */
/* Hidden, and shown to people as `shown`: a URL whose query is secret. */
struct secret *secret_new_shown(struct secrets *k, const char *text, size_t n, const char *shown);
/* Hidden, formatted without leaving a copy: "Bearer %s". */
struct secret *secret_printf(struct secrets *k, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *secret_reveal(const struct secret *s); /* for the wire only */
size_t secret_size(const struct secret *s);
const char *secret_shown(const struct secret *s);  /* for people: "[redacted]" or the text */
bool secret_hidden(const struct secret *s);
/* A part of a hidden text that must not be seen either (one ${NAME} of several). */
void secrets_hide(struct secrets *k, const char *text, size_t n);
/*
 * Copies text to out with every hidden text of 4 bytes or more, whatever else has the shape of a credential, and what a
 * cut left of a hidden text (4 bytes or more), replaced by "[redacted]". Hidden texts are known in base64 at any
 * offset, percent-encoded, and escaped for JSON, markup, shells and terminals. A cut is marked with "..." or stands at
 * an end of text: who cuts what is not scrubbed yet marks it (text_put_cut, err_set). Linear in text. k may be NULL:
 * shapes alone.
 */
void secrets_scrub(const struct secrets *k, struct str text, struct buf *out);
bool secrets_in(const struct secrets *k, struct str text); /* would secrets_scrub take anything out? */

/* An environment variable that a config names. What comes of it is shown in errors by its name. */
void secrets_name(struct secrets *k, const char *name, const char *value);
/* text with ${NAME} for every value, whole or in part, that stands in it. k may be NULL. */
void secrets_put_named(const struct secrets *k, struct str text, struct buf *out);

/* secret_shape.c (PURE): Google's tokens, JWTs, bearer tokens, private keys, whoever's they are. */
bool secret_shaped(struct str text);
void secret_put_unshaped(struct str text, struct buf *out);

#endif
