/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder.h: does a value still hold what a template should have replaced? */
#ifndef SOURCE_PLACEHOLDER_H
#define SOURCE_PLACEHOLDER_H

#include <stdbool.h>

/* ${X}, {{X}}, <X>, REPLACE_ME, CHANGEME, TODO, your-... as the whole value or a marked part of it. */
bool placeholder_is(const char *value);

#endif
