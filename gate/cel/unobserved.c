/* SPDX-License-Identifier: Apache-2.0 */
/* unobserved.c: makes the object that stands for an unobserved value in facts. */
#include "cel.h"

struct json *facts_unobserved(struct arena *a, const char *why)
{
	struct json *unobserved = json_new_object(a);
	json_set_string(a, unobserved, CEL_UNOBSERVED, why);
	return unobserved;
}
