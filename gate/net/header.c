/* SPDX-License-Identifier: Apache-2.0 */
/* header.c: looks up a header of a response. No side effects. */
#include "net.h"

#include <string.h>

const char *http_header_of(const struct http_answer *answer, const char *lower_name)
{
	for (size_t i = 0; i < answer->n_headers; i++)
		if (!strcmp(answer->headers[i].name, lower_name))
			return answer->headers[i].value;
	return NULL;
}
