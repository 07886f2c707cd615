/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.h: the scan, with the number of keys it saw: json-c holding fewer means two were the same behind escapes. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base.h"

int json_scan_keys(struct str text, size_t *keys, struct err *e);

#endif
