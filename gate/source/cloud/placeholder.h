/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder.h: recognizes values that a template should have replaced. */
#ifndef SOURCE_PLACEHOLDER_H
#define SOURCE_PLACEHOLDER_H

#include <stdbool.h>

/* Returns whether the value is or contains a placeholder: ${X}, {{X}}, <X>, REPLACE_ME, CHANGEME, TODO, your-... */
bool placeholder_is(const char *value);

#endif
