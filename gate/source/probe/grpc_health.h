/* SPDX-License-Identifier: Apache-2.0 */
/* grpc_health.h: PURE. The two messages of grpc.health.v1.Health/Check, in gRPC's framing. */
#ifndef SOURCE_GRPC_HEALTH_H
#define SOURCE_GRPC_HEALTH_H

#include "../../base/base.h"

/* HealthCheckRequest { string service = 1 }. */
void grpc_health_request(const char *service, struct buf *out);
/* "SERVING", "NOT_SERVING", "UNKNOWN", "SERVICE_UNKNOWN"; NULL with e: it is no HealthCheckResponse. */
const char *grpc_health_status(struct str body, struct err *e);
/* Decodes a percent-encoded grpc-message. Returns it unchanged if the result is not UTF-8. */
const char *grpc_health_message(struct arena *a, const char *encoded);
/* "OK", "UNIMPLEMENTED", ...; NULL: no gRPC status has the number. */
const char *grpc_status_name(int64_t number);

#endif
