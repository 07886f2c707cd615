/* SPDX-License-Identifier: Apache-2.0 */
/* owner.h: who changed a service last and whether that tool will undo a change of traffic; and whether the service is
 * part of one that spans several regions. No side effects. */
#ifndef SOURCE_OWNER_H
#define SOURCE_OWNER_H

#include "../../base/base.h"

struct cloudrun_service;
struct cloudrun_split;

/* Texts belong to the JSON of the service; "" if Cloud Run does not say. */
struct owner {
	const char *client, *version; /* the tool that changed it last, and its version */
	const char *modifier;         /* the account that changed it last */
	const char *manager;          /* label goog-managed-by: the product that manages it */
	bool terraform;               /* Terraform or OpenTofu declares it */
};
struct owner owner_of(const struct json *service);
struct json *owner_facts(
	struct arena *a, const struct json *service); /* { client clientVersion lastModifier managedBy } */
/* Returns whether Cloud Run says who changed or manages the service. */
bool owner_is_known(const struct owner *o);
/* Returns who changed the service last, and what that tool will do to a change of traffic: "Terraform (1.13) last
 * changed this service, as ci@...: its next apply ...". NULL: nothing is known. Owned by a. */
const char *owner_text(struct arena *a, const struct json *service);

/* Returns the regions of the multi-region service that this one is a part of, joined with ", "; NULL: it is none. */
const char *owner_regions(struct arena *a, const struct json *service);
/* Returns the gcloud command that moves traffic of the whole multi-region service to the split. Owned by a. */
const char *owner_command(struct arena *a, const struct cloudrun_service *s, const struct cloudrun_split *to);

#endif
