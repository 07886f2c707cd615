/* SPDX-License-Identifier: Apache-2.0 */
/* read_budget.c: counts reads in windows of a minute for each API and region. Half of a window may be used at once; the
 * rest is spread over the remaining time, so that watching slows down instead of stopping. No side effects. */
#include "read_budget.h"
#include "api.h"

#include <string.h>

enum { WINDOW_MS = 60 * 1000, RESERVE_PERCENT = 20, RING = API_READS_MAX };

struct window {
	enum gcp_api api;
	struct str region;
	int64_t at[RING]; /* the newest reads; the oldest one is at index `first` */
	size_t first, n;
	struct window *next;
};
struct budget {
	struct arena *a;
	struct window *windows;
};

struct budget *budget_new(struct arena *a)
{
	struct budget *b = ARENA_NEW(a, struct budget);
	b->a = a;
	return b;
}

int budget_limit(enum gcp_api api)
{
	return api_of(api)->reads_per_minute * (100 - RESERVE_PERCENT) / 100;
}

struct str budget_region(const char *path)
{
	static const char word[] = "/locations/";
	const char *at = strstr(path, word), *from = at ? at + sizeof(word) - 1 : "";
	return (struct str){ from, strcspn(from, "/?:") };
}

static struct window *window_of(struct budget *b, enum gcp_api api, const char *path)
{
	struct str region = budget_region(path);
	for (struct window *w = b->windows; w; w = w->next)
		if (w->api == api && str_eq(w->region, region))
			return w;
	struct window *w = ARENA_NEW(b->a, struct window);
	w->api = api;
	w->region = (struct str){ arena_strndup(b->a, region.p, region.n), region.n };
	w->next = b->windows;
	b->windows = w;
	return w;
}

static void forget_old(struct window *w, int64_t now)
{
	while (w->n && w->at[w->first] <= now - WINDOW_MS) {
		w->first = (w->first + 1) % RING;
		w->n--;
	}
}

static void note(struct window *w, int64_t at)
{
	if (w->n == RING) { /* beyond the quota; Google will refuse it */
		w->first = (w->first + 1) % RING;
		w->n--;
	}
	w->at[(w->first + w->n++) % RING] = at;
}

/* Returns when the next read may be sent. The reads of one window never exceed the limit. The time left after the last
 * reservation is divided by the number of reads left, so that reservations made at once are evenly spaced. */
static int64_t earliest(const struct window *w, size_t limit, int64_t now)
{
	if (!limit || w->n < limit / 2)
		return now;
	bool full = w->n >= limit;
	int64_t last = w->at[(w->first + w->n - 1) % RING];
	int64_t frees = w->at[(w->first + (full ? w->n - limit : 0)) % RING] + WINDOW_MS;
	int64_t gap = full ? WINDOW_MS / (int64_t)limit : (frees - last) / (int64_t)(limit - w->n);
	int64_t at = full && frees > last + gap ? frees : last + (gap > 0 ? gap : 0);
	return at > now ? at : now;
}

int64_t budget_take(struct budget *b, enum gcp_api api, const char *path, bool acting, int64_t now)
{
	struct window *w = window_of(b, api, path);
	forget_old(w, now);
	int64_t at = acting ? now : earliest(w, (size_t)budget_limit(api), now);
	note(w, at);
	return at;
}

void budget_spent(struct budget *b, enum gcp_api api, const char *path, int n, int64_t now)
{
	struct window *w = window_of(b, api, path);
	for (int i = 0; i < n; i++)
		note(w, now);
}
