/* SPDX-License-Identifier: Apache-2.0 */
/* declared_service.h: how a service is declared: in its manifest (service.yaml), or in a Terraform state. */
#ifndef SOURCE_DECLARED_SERVICE_H
#define SOURCE_DECLARED_SERVICE_H

#include "../../run/run.h"

/* Reads the `declared` file of each service that has one, once: sets service.declared, or service.undeclared to the
 * reason why it cannot be compared. */
void declared_open(struct arena *a, const struct config *c, struct release *release);
/* Returns the form (cloud/form.h) of the service in a list of declared_resources; NULL: none declares it. No side
 * effects. */
struct json *declared_in(struct arena *a, const struct json *resources, const struct config_service *s);
/* Returns the form of the service in a document: a manifest, or a Terraform state. NULL with *why: it is neither, or
 * declares another service. No side effects. */
struct json *declared_form(
	struct arena *a, const struct json *document, const struct config_service *s, const char **why);
/* Adds services.X.drift to the facts of each service that a file or data.declared declares. */
void declared_compare(struct arena *a, const struct release *release, struct json *facts);

#endif
