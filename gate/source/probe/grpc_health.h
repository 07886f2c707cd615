/* SPDX-License-Identifier: Apache-2.0 */
/* grpc_health.h: encodes and decodes the two messages of grpc.health.v1.Health/Check, with gRPC's framing. No side
 * effects. */
#ifndef SOURCE_GRPC_HEALTH_H
#define SOURCE_GRPC_HEALTH_H

#include "../../base/base.h"

/* Writes a HealthCheckRequest { string service = 1 }. */
void grpc_health_request(const char *service, struct buf *out);
/* Returns "SERVING", "NOT_SERVING", "UNKNOWN" or "SERVICE_UNKNOWN"; NULL with e if body is not a HealthCheckResponse.
 */
const char *grpc_health_status(struct str body, struct err *e);
/* Decodes a percent-encoded grpc-message. Returns it unchanged if the result is not UTF-8. */
const char *grpc_health_message(struct arena *a, const char *encoded);
/* Returns "OK", "UNIMPLEMENTED", ...; NULL if no gRPC status has this number. */
const char *grpc_status_name(int64_t number);

#endif
