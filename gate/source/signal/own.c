/* SPDX-License-Identifier: Apache-2.0 */
/* own.c: which of the requests that Cloud Run counts for a revision were probes of this run. */
#include "own.h"
#include "../../net/url.h"

#include <string.h>

/* A host with a port, as requests are recorded. */
struct tag_host {
	const char *name;
	bool baseline;
};

static const char *host_of(struct arena *a, const char *uri)
{
	struct url u;
	struct err e;
	return uri && *uri && !url_parse(a, uri, &u, &e) ? arena_printf(a, "%s:%d", u.host, u.port) : NULL;
}

static size_t hosts_of(struct arena *a, const struct service *s, struct tag_host *out)
{
	const struct cloudrun_revision *const arms[] = { s->target.candidate, s->target.baseline };
	const struct cloudrun_split *split = &s->now.effective;
	size_t n = 0;
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_target *row = &split->rows[i];
		const char *revision = row->latest ? s->now.latest_ready : row->revision;
		const char *name = row->tag ? host_of(a, row->uri) : NULL;
		for (size_t arm = 0; name && revision && arm < COUNTOF(arms); arm++)
			if (arms[arm] && !strcmp(arms[arm]->name, revision))
				out[n++] = (struct tag_host){ name, arm == 1 };
	}
	return n;
}

size_t own_requests(
	struct arena *a, struct loop *l, int64_t skew, const struct service *s, const struct minutes_own **out)
{
	struct tag_host *hosts = ARENA_ARRAY(a, struct tag_host, 2 * s->now.effective.n + 1);
	const struct http_record *records;
	size_t n_hosts = hosts_of(a, s, hosts), n_records = http_records(l, a, &records), n = 0;
	struct minutes_own *own = ARENA_ARRAY(a, struct minutes_own, n_records + 1);
	for (size_t i = 0; i < n_records; i++)
		for (size_t k = 0; k < n_hosts; k++)
			if (records[i].status && !strcmp(records[i].host, hosts[k].name)) {
				own[n++] = (struct minutes_own){
					.end = records[i].at + skew, .baseline = hosts[k].baseline, .bad = records[i].status >= 500
				};
				break;
			}
	*out = own;
	return n;
}
