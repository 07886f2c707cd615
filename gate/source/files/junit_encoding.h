/* SPDX-License-Identifier: Apache-2.0 */
/* junit_encoding.h: the encodings that expat does not know by itself. */
#ifndef SOURCE_JUNIT_ENCODING_H
#define SOURCE_JUNIT_ENCODING_H

#include "../../base/base.h"

#include <expat.h>

/* For XML_SetUnknownEncodingHandler, with an arena as its data: windows-1252 and ISO 8859-15, and what iconv knows. */
int XMLCALL junit_encoding(void *arena, const char *name, XML_Encoding *out);

#endif
