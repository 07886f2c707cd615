/* SPDX-License-Identifier: Apache-2.0 */
/* policy_reads.c: which facts the rules name. No side effects. */
#include "judge.h"

#include <string.h>

static bool names_one(const struct cel_program *program, const char *const *names)
{
	const struct cel_ref *refs = NULL;
	size_t n = program ? cel_refs(program, &refs) : 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < refs[i].n; j++)
			for (size_t k = 0; names[k]; k++)
				if (!strcmp(refs[i].parts[j], names[k]))
					return true;
	return false;
}

bool policy_decides_by(const struct policy *p, const char *const *names)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = p->rules[i];
		if (!r->dry_run && r->severity != SEVERITY_WARNING &&
			(names_one(r->program, names) || names_one(r->when_program, names) || names_one(r->needs_program, names)))
			return true;
	}
	return false;
}
