/* SPDX-License-Identifier: Apache-2.0 */
/* sample.h: small evidence as a run would have written it, and keys to sign it. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "../../gate/evidence/evidence.h"

/* A run that passed (or whose only rule failed): two rounds, one rule, one service; valid by the schema. */
struct json *sample_statement(struct arena *a, bool failed);
struct json *sample_schema(struct arena *a);
/* The bytes of the file: the statement signed by key, or unsigned. */
struct str sample_bytes(struct arena *a, const struct json *statement, const struct crypto_key *key);
struct crypto_key *sample_key(struct arena *a, struct crypto_key **public); /* a new key pair */
struct json *sample_json(struct arena *a, const char *text);

#endif
