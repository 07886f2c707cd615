/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h: how observations become the one document that is judged. */
#ifndef GATE_FACTS_H
#define GATE_FACTS_H

#include "../gate.h"

/* All groups, all configured members. */
struct json *facts_build(struct arena *a, struct run *r);
/* source/service.c: a service with its candidate and baseline, or a hole. */
struct json *service_facts(struct arena *a, struct run *r, const struct service *s);
/* What a revision says of the commit it was built from: a label, an annotation or its image's tag; "" where none does. */
const char *service_commit(struct arena *a, const struct run_revision *v);

/* facts_join.c: what several looks say together, into the members that it is of: possible connections, a full connector. */
void facts_join(struct arena *a, struct run *r, struct json *facts);

#endif
