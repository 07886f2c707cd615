/* SPDX-License-Identifier: Apache-2.0 */
/* declared.h: lists the resources of a Terraform state. No side effects. */
#ifndef SOURCE_DECLARED_H
#define SOURCE_DECLARED_H

#include "../../base/base.h"

/*
 * Returns a list of { address type name module values } of all managed resources in all modules of a state, as printed
 * by `terraform show -json`. Data sources, deposed objects, null values and values that Terraform marks as sensitive
 * are left out. Returns NULL if the document is not from Terraform; also, with *why set, if it is a plan, a raw state
 * file or another Terraform document. *why is NULL otherwise.
 */
struct json *declared_resources(struct arena *a, const struct json *document, const char **why);

#endif
