/* SPDX-License-Identifier: Apache-2.0 */
/*
 * held.h: limits what is stored and shown of documents, headers, bodies and log texts to the values that an evaluation
 * read. Evaluate with the observer (struct cel_scope), then get a copy of the facts, in which CEL_WITHHELD replaces all
 * other values; the same evaluations give the same results with it. Values that Terraform marks as sensitive and the
 * headers Authorization, Cookie and Set-Cookie are never held; only their existence is. No side effects.
 */
#ifndef GATE_HELD_H
#define GATE_HELD_H

#include "../cel/cel.h"

struct held;
/* digests: hold the digest of a document that no evaluation read. */
struct held *held_new(struct arena *a, bool digests);
const struct cel_observer *held_observer(struct held *h); /* never NULL; owned by h */
/* Holds a value although no evaluation reads it. path: "probes.health.json.version". */
void held_keep(struct held *h, const struct json *facts, const char *path);
/* Returns a copy of the facts with only those parts of data, probes and logs that were read. */
struct json *held_facts(struct held *h, const struct json *facts);
/* Returns all facts except values that a document marks as sensitive, for `rungate facts`. */
struct json *held_shown(struct arena *a, const struct json *facts);
/* As held_facts, for the response of one probe. */
struct json *held_answer(struct held *h, const struct json *answer);
/* Returns whether the program reads data, probes or logs, also as `it` of each = GROUP. p may be NULL. */
bool held_concerns(const struct cel_program *p, const char *each);

#endif
