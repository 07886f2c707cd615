/* SPDX-License-Identifier: Apache-2.0 */
/* unobserved.c: makes the object that stands for an unobserved value in facts. */
#include "cel.h"

struct json *facts_hole(struct arena *a, const char *why)
{
	struct json *hole = json_new_object(a);
	json_set_string(a, hole, CEL_HOLE, why);
	return hole;
}
