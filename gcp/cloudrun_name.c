/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun_name.c: checks names of services and revisions. No side effects. */
#include "gcp.h"

#include <string.h>

enum { NAME_MAX_BYTES = 63 };

bool cloudrun_name_valid(const char *name)
{
	size_t n = strlen(name);
	return n > 0 && n <= NAME_MAX_BYTES && name[0] >= 'a' && name[0] <= 'z' && name[n - 1] != '-' &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}
