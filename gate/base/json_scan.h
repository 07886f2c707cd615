/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.h: the scan, with the number of keys it saw: json-c holding fewer means that two were the same. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base.h"

/* Does not compare the keys, as json_scan does. */
int json_scan_keys(struct str text, size_t *keys, struct err *e);

#endif
