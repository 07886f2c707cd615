/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gcp.h: everything that knows a Google URL. One authorised call with paging, and the resources
 * the gate reads, as plain structs beside their raw JSON. Decides nothing.
 *
 * Sources: the discovery documents of run v2, sqladmin v1, redis v1, vpcaccess v1, secretmanager v1, monitoring v3,
 * logging v2; google.aip.dev/193 (errors).
 */
#ifndef GCP_H
#define GCP_H

#include "call.h"
#include "cloudrun.h"
#include "resources.h"

#endif
