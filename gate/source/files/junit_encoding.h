/* SPDX-License-Identifier: Apache-2.0 */
/* junit_encoding.h: encodings that expat does not support itself. */
#ifndef SOURCE_JUNIT_ENCODING_H
#define SOURCE_JUNIT_ENCODING_H

#include "../../base/base.h"

#include <expat.h>

/* A handler for XML_SetUnknownEncodingHandler, with an arena as its data. Supports windows-1252, ISO 8859-15 and the
 * encodings of iconv. */
int XMLCALL junit_encoding(void *arena, const char *name, XML_Encoding *out);

#endif
