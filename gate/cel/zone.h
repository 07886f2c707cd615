/* SPDX-License-Identifier: Apache-2.0 */
/* zone.h: time zones. */
#ifndef CEL_ZONE_H
#define CEL_ZONE_H

#include "../base/base.h"

/* The offset from UTC, in seconds, of "Europe/Berlin", "+02:00" or "02:00" at a unix time. False: there is no such
 * zone. */
bool zone_offset(struct arena *a, struct str name, int64_t at, int *seconds);

#endif
