/* SPDX-License-Identifier: Apache-2.0 */
/* make.c: the services, the worker pool and the job of a world when it begins. */
#include "sim.h"

static struct split one(int revision)
{
	return (struct split){ .rows = { { .revision = revision, .percent = 100 } }, .n = 1 };
}

static void make_service(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	int64_t age = (int64_t)86400 * 1000 * 3;
	*v = (struct service_model){ .index = service,
		.uid = service + 1,
		.pool = s->workloads && service && service + 1 == s->n,
		.generation = 5 + sim_below(s, 3),
		.etag = 1000 };
	v->observed = v->generation;
	for (int i = 0, n = 1 + (int)sim_below(s, 4); i < n; i++) {
		int r = cloud_deploy(s, service);
		v->revisions[r].created_at = world_wall(s) -
			(i + 1 < n || n == 1 ? age / (i + 1) : 60 * 1000 + sim_below(s, 600) * 1000);
		v->revisions[r].good = sim_below(s, 10) ? 100 : 0;
	}
	struct revision *candidate = &v->revisions[v->n - 1];
	static const int health[] = { 100, 100, 0, 0, 0, 50, 90 };
	for (int i = 0; i + 1 < v->n && !sim_below(s, 3); i++)
		v->revisions[i].needs_sql = true; /* which the candidate does not need */
	if (v->n > 1 && !sim_below(s, 6))
		v->revisions[v->n - 2].dead = true;
	candidate->good = health[sim_below(s, COUNTOF(health))];
	candidate->good_from = sim_below(s, 4) ? 0 : s->now + sim_below(s, 20000);
	candidate->good_until = sim_below(s, 8) ? 0 : s->now + sim_below(s, 60000);
	int64_t kind = sim_below(s, 10);
	v->desired = one(kind < 6 ? LATEST : kind < 8 || v->n < 2 ? v->n - 1 : v->n - 2);
	if (kind == 9 && v->n > 1)
		v->desired = (struct split){ .rows = { { v->n - 2, 90, NULL }, { LATEST, 10, NULL } }, .n = 2 };
	if (!v->pool && v->n > 1 && !sim_below(s, 3))
		v->desired.rows[v->desired.n++] = (struct row){ v->n - 2, 0, "old" };
	if (!v->pool && !sim_below(s, 6))
		v->desired.rows[v->desired.n++] = (struct row){ LATEST, 0, "next" };
	v->effective = v->desired;
	v->before = v->desired;
	v->changed_at = v->routed_at = candidate->created_at;
	cloud_touch(s, service);
}

void cloud_make(struct sim *s)
{
	s->n = sim_below(s, 2) ? 1 : 1 + (int)sim_below(s, SERVICES_MAX);
	for (int i = 0; i < s->n; i++)
		make_service(s, i);
	if (s->workloads)
		job_make(s);
}

void cloud_release_badly(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	struct split wish = one(LATEST);
	for (int i = 0; i < v->desired.n; i++)
		if (v->desired.rows[i].tag)
			wish.rows[wish.n++] = v->desired.rows[i];
	v->revisions[v->n - 1].good = 0;
	v->desired = v->effective = v->before = wish;
	cloud_touch(s, service);
}
