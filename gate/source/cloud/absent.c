/* SPDX-License-Identifier: Apache-2.0 */
/* absent.c: counts how often revisions that a service names were not found, to distinguish deleted ones from temporary
 * inconsistencies. */
#include "service.h"

#include <string.h>

static struct absent *named(const struct service *s, const char *name)
{
	for (size_t i = 0; i < s->n_absent; i++)
		if (!strcmp(s->absent[i].name, name))
			return &s->absent[i];
	return NULL;
}

bool absent_is_deleted(const struct service *s, const char *name)
{
	const struct absent *absent = named(s, name);
	return absent && absent->observations >= LIMIT_ABSENT_READS;
}

bool absent_count(struct arena *a, struct run_log *log, struct service *s, const char *name)
{
	struct absent *absent = named(s, name);
	if (!absent) {
		s->absent = arena_grow(a, s->absent, s->n_absent, &s->cap_absent, sizeof(*s->absent));
		absent = &s->absent[s->n_absent++];
		*absent = (struct absent){ .name = arena_strdup(a, name) };
	}
	if (++absent->observations < LIMIT_ABSENT_READS)
		return false;
	say_note(log,
		"%s.%s: revision %s, which the %s names, was not found in %d consecutive reads, so it is treated as deleted",
		group_name(s->observation->source->group), s->config->member.alias, name, cloudrun_kind(s->config->kind)->what,
		LIMIT_ABSENT_READS);
	return true;
}

void absent_none(struct service *s)
{
	for (size_t i = 0; i < s->n_absent; i++)
		if (s->absent[i].observations < LIMIT_ABSENT_READS)
			s->absent[i].observations = 0;
}
