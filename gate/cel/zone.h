/* SPDX-License-Identifier: Apache-2.0 */
/* zone.h: time zones. */
#ifndef CEL_ZONE_H
#define CEL_ZONE_H

#include "../base/base.h"

/* Sets *seconds to the offset from UTC of a zone ("Europe/Berlin", "+02:00" or "02:00") at a time in unix seconds.
 * Returns false if the zone does not exist. */
bool zone_offset(struct arena *a, struct str name, int64_t at, int *seconds);

#endif
