/* SPDX-License-Identifier: Apache-2.0 */
/* stale.c: inconsistent answers: lists without the newest revisions, services without a field. */
#include "sim.h"
#include "../../gate/run/run.h"

#include <string.h>

enum { LACKS_MAX = 2 };

int stale_list_lacks(struct sim *s, const struct service_model *v)
{
	if (!sim_permille(s, s->now_bad->stale_list))
		return 0;
	int lacks = 1 + (int)sim_below(s, LACKS_MAX);
	happened(s, HAPPENED_STALE_LIST);
	sim_say(s, "a list of %s lacks its newest %d", cloud_name(v->index), lacks);
	return lacks < v->n ? lacks : v->n;
}

/* Renames the field to one that Cloud Run does not have. */
static char *without(struct arena *a, const char *body, const char *field)
{
	const char *key = arena_printf(a, "\"%s\":", field), *at = strstr(body, key);
	return at ? arena_printf(a, "%.*s\"-%s", (int)(at - body), body, at + 1) : arena_strdup(a, body);
}

const char *stale_service(struct sim *s, struct version *told)
{
	static const char *const fields[] = { "uid", "generation", "etag" };
	if (!sim_permille(s, s->now_bad->partial))
		return told->body;
	const char *field = fields[sim_below(s, COUNTOF(fields))];
	told->etag = 0; /* no PATCH may be planned from it */
	happened(s, HAPPENED_PARTIAL);
	sim_say(s, "a read lacks the %s", field);
	return without(s->a, told->body, field);
}

/* ---- Reads on which a process may have judged ------------------------------------------------------------- */

/* Until its candidate is chosen, an inconsistent service is read again. The judged state is one of these reads. */
void stale_note_read(struct sim *s, int service, const struct percents *desired)
{
	struct judged_reads *j = &s->judged[service];
	if (s->run->release.services[service].chosen && j->n)
		return;
	if (j->n == (int)COUNTOF(j->wishes))
		memmove(&j->wishes[0], &j->wishes[1], (size_t)--j->n * sizeof(j->wishes[0]));
	j->wishes[j->n++] = *desired;
}

bool stale_was_judged(const struct sim *s, int service, const struct percents *stands)
{
	const struct judged_reads *j = &s->judged[service];
	for (int i = 0; i < j->n; i++)
		if (cloud_same(&j->wishes[i], stands))
			return true;
	return false;
}

/* Whatever the lists lacked, the candidate is the latest created revision or the newest with traffic in the answer for
 * the service. A promotion is an exception, because it waits after its choice. */
static bool is_told(const struct cloudrun_service *told, const struct service_model *v, const char *candidate)
{
	const char *wished = NULL, *served = NULL;
	for (int i = 0; i < v->n; i++) { /* oldest first */
		const char *name = v->revisions[i].name;
		wished = cloudrun_percent(&told->desired, told->latest_created, name) > 0 ? name : wished;
		served = cloudrun_percent(&told->effective, told->latest_ready, name) > 0 ? name : served;
	}
	const char *const may[] = { told->latest_created, wished, served };
	for (size_t i = 0; i < COUNTOF(may); i++)
		if (may[i] && !strcmp(may[i], candidate))
			return true;
	return false;
}

void stale_check_candidates(struct sim *s)
{
	const struct run *r = s->run;
	for (size_t i = 0; !r->recovery.entry && !s->attempt->promotes && i < r->release.n_services; i++) {
		const struct service *v = &r->release.services[i];
		const char *candidate = v->chosen && v->target.candidate && !v->move ? v->target.candidate->name : NULL;
		if (candidate && !is_told(&v->first, &s->services[i], candidate))
			broken(s, "N22", "%s is judged as the candidate of %s, and neither is the latest nor has traffic",
				candidate, cloud_name((int)i));
	}
}
