/* SPDX-License-Identifier: Apache-2.0 */
/* secret.h: the only type that may hold a secret. */
#ifndef GATE_BASE_SECRET_H
#define GATE_BASE_SECRET_H

#include "buf.h"

/* ---- secret.c ------------------------------------------------------------------------------------ */

/* A text that may come from the environment. A hidden text is printed as "[redacted]". Each hidden text is registered
 * with a struct secrets, which removes it from all other output (secrets_scrub). */
struct secret;
struct secrets; /* the registry of hidden texts: one for each run */

struct secrets *secrets_new(struct arena *a);
/* For commands that use no secrets: an unset ${NAME} is kept as written instead of being an error. */
struct secrets *secrets_blind(struct arena *a);
bool secrets_are_blind(const struct secrets *k);
/* Returns a copy of the n bytes at text, owned by k's arena; registered if hidden. */
struct secret *secret_new(struct secrets *k, const char *text, size_t n, bool hidden);
/* Hidden as a whole, but not registered as a whole: its secret parts are registered by themselves. For a URL with a
 * token in it. */
struct secret *secret_composed(struct secrets *k, const char *text, size_t n);
/* The same, for parts that change rarely, in requests that are made often: the secret itself belongs to a. */
struct secret *secret_composed_in(struct secrets *k, struct arena *a, const char *text, size_t n);
/*
 * Hidden texts that come again and again and are soon of no use, such as what a journey captures. They are registered
 * from secret_passing until secrets_passed, and then until at least LIMIT_SECRETS_PASSING others have been registered.
 * Each secrets_pass needs one secrets_passed, after which its secrets must not be used. composed: as secret_composed.
 */
struct secrets_passing;
struct secrets_passing *secrets_pass(struct secrets *k);
struct secret *secret_passing(struct secrets_passing *p, const char *text, size_t n, bool composed);
void secrets_passed(struct secrets *k, struct secrets_passing *p);
/* a text that is not secret, for a place that may hold a secret */
struct secret *secret_plain(struct arena *a, const char *text);
struct secret *secret_plain_bytes(struct arena *a, struct str bytes); /* the same for a body, which may include NUL */
/* Hidden, and printed as `shown`: for a URL whose query is secret. */
struct secret *secret_new_shown(struct secrets *k, const char *text, size_t n, const char *shown);
/* Formats a hidden text, such as "Bearer %s", without leaving a copy of it in memory. */
struct secret *secret_printf(struct secrets *k, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *secret_reveal(const struct secret *s); /* The text itself; use it only to send it. */
size_t secret_size(const struct secret *s);
const char *secret_shown(const struct secret *s); /* The text to print: "[redacted]" if hidden. */
bool secret_hidden(const struct secret *s);
/* Registers another text that must not be printed: a part of a hidden text (one ${NAME} of several). */
void secrets_hide(struct secrets *k, const char *text, size_t n);
/*
 * Appends text to out with secrets replaced by "[redacted]": registered texts of at least 4 bytes, also in base64 at
 * any offset, percent-encoded, or escaped for JSON, markup, shells or terminals; the rest (at least 4 bytes) of a
 * registered text that was cut; and anything that secret_shaped recognizes. A cut is recognized by "..." or by the
 * beginning or end of text, so mark what you cut before scrubbing (text_put_cut, err_set). Takes linear time. k may be
 * NULL: then only shapes are recognized.
 */
void secrets_scrub(const struct secrets *k, struct str text, struct buf *out);
bool secrets_in(const struct secrets *k, struct str text); /* Returns true if secrets_scrub would replace anything. */

/* Registers the value of an environment variable that a config refers to. Errors show it as ${NAME}. */
void secrets_name(struct secrets *k, const char *name, const char *value);
/* Appends text with each registered value, or a part of one, replaced by its ${NAME}. k may be NULL. */
void secrets_put_named(const struct secrets *k, struct str text, struct buf *out);

/* ---- secret_shape.c (no side effects): texts that look like credentials: Google's tokens, JWTs, bearer tokens and
 * private keys, registered or not ---- */
bool secret_shaped(struct str text);
/* Appends text with such credentials replaced by "[redacted]". */
void secret_put_unshaped(struct str text, struct buf *out);

#endif
