/* SPDX-License-Identifier: Apache-2.0 */
/*
 * held.h: PURE. What may be kept and shown of documents, headers, bodies and log texts: the values that an evaluation
 * read, and no more. Observe evaluations over facts (struct cel_scope), then take the facts as far as they read them:
 * in the place of the rest stands CEL_WITHHELD, so that the same evaluations come to the same again. What a Terraform
 * document marks as sensitive, the headers Authorization, Cookie and Set-Cookie are never held: that they are there,
 * and no value.
 */
#ifndef GATE_HELD_H
#define GATE_HELD_H

#include "../cel/cel.h"

struct held;
/* digests: of a document that nothing read, its digest is held. */
struct held *held_new(struct arena *a, bool digests);
const struct cel_observer *held_observer(struct held *h);
/* A value that the config asks to keep: "probes.health.json.version". */
void held_keep(struct held *h, const struct json *facts, const char *path);
/* facts, with data, probes and logs as far as they were read. */
struct json *held_facts(struct held *h, const struct json *facts);
/* All that was observed, less what a document marks as sensitive: for showing it to who asked. */
struct json *held_shown(struct arena *a, const struct json *facts);
/* One probe's answer, as a probe's own expression sees it. */
struct json *held_answer(struct held *h, const struct json *answer);
/* Does it read anything that is held in part only? Of each = GROUP, `it` counts too. */
bool held_concerns(const struct cel_program *p, const char *each);

#endif
