/* SPDX-License-Identifier: Apache-2.0 */
/* parallel.c: runs computations on all processors. For blocking calls see net/worker.c. */
#include "base.h"

#include <pthread.h>
#include <unistd.h>

struct part {
	pthread_t id;
	bool runs;
	void (*work)(void *job);
	void *job;
};

static void *run(void *arg)
{
	const struct part *p = arg;
	p->work(p->job);
	return NULL;
}

size_t parallel_width(size_t pieces)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = processors < 1 ? 1 : processors > LIMIT_PARALLEL ? LIMIT_PARALLEL : (size_t)processors;
	return pieces < n ? pieces ? pieces : 1 : n;
}

void parallel_run(void (*work)(void *job), void *jobs, size_t n, size_t size)
{
	struct part parts[LIMIT_PARALLEL];
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct part){ .work = work, .job = (char *)jobs + i * size };
	for (size_t i = 1; i < n; i++)
		parts[i].runs = !pthread_create(&parts[i].id, NULL, run, &parts[i]);
	for (size_t i = 0; i < n; i++)
		if (!parts[i].runs) /* the first job, and those for which no thread could be created */
			run(&parts[i]);
	for (size_t i = 1; i < n; i++)
		if (parts[i].runs)
			pthread_join(parts[i].id, NULL);
}
