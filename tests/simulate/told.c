/* SPDX-License-Identifier: Apache-2.0 */
/* told.c: what a process knew: of which revision it asked, and which revisions it was told to be unfit. */
#include "sim.h"

#include <string.h>

const char *cloud_tagged(const struct sim *s, const char *url)
{
	const char *host = url + strlen("https://"), *dashes = strstr(host, "---");
	if (!dashes)
		return NULL;
	const struct service_model *v = &s->services[dashes[4] - '0'];
	for (int i = 0; i < v->effective.n; i++) {
		const struct row *r = &v->effective.rows[i];
		if (r->tag && strlen(r->tag) == (size_t)(dashes - host) && !strncmp(r->tag, host, strlen(r->tag)))
			return v->revisions[r->revision == LATEST ? v->latest_ready : r->revision].name;
	}
	return NULL;
}

void check_told(struct sim *s, const struct flight *f)
{
	int service = cloud_service_in(f->url);
	if (service < 0)
		return;
	struct told *told = &s->told[service];
	if (f->unfit)
		told->unfit[f->unfit - s->services[service].revisions] = true;
	if (f->listed_at > told->listed_at)
		told->listed_at = f->listed_at;
}

void check_sent(struct sim *s, const struct flight *f)
{
	int service = cloud_service_in(f->url);
	if (service >= 0)
		s->told_then[service] = s->told[service];
}

/* By the newest list, or of the revision by itself, before the PATCH was sent. */
bool check_was_told_unfit(const struct sim *s, const struct service_model *v, int revision)
{
	const struct told *told = &s->told_then[v->index];
	int64_t since = v->revisions[revision].unfit_since;
	return told->unfit[revision] || !since || since < told->listed_at;
}
