/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gcp.h: everything that knows a URL of Google: authorized calls with paging, and the resources that the gate reads, as
 * structs with their raw JSON. Makes no decisions.
 *
 * Sources: the discovery documents of run v2, sqladmin v1, redis v1, vpcaccess v1, secretmanager v1, monitoring v3 and
 * logging v2; google.aip.dev/193 (errors).
 */
#ifndef GCP_H
#define GCP_H

#include "call.h"
#include "cloudrun.h"
#include "resources.h"

#endif
