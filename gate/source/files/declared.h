/* SPDX-License-Identifier: Apache-2.0 */
/* declared.h: the resources that a Terraform state declares, in one list. PURE. */
#ifndef SOURCE_DECLARED_H
#define SOURCE_DECLARED_H

#include "../../base/base.h"

/*
 * Of what `terraform show -json` prints of a state: { address type name module values } of every managed resource at
 * any module depth. Left out are data sources, deposed objects, and among the values what is null (it is not set) and
 * what Terraform marks as sensitive. NULL: document is nothing of Terraform's; or *why is set: it is a plan, a raw
 * state file or another of its documents, which declares nothing.
 */
struct json *declared_resources(struct arena *a, const struct json *document, const char **why);

#endif
