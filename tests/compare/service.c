/* SPDX-License-Identifier: Apache-2.0 */
/* service.c: a minute of a service. A Poisson number of requests that is split at random is two independent Poisson
 * numbers, and so are the good and the failed ones. */
#include "service.h"

#include <math.h>
#include <string.h>

enum { CANDIDATE, BASELINE, INCIDENTS = 64 };

static const double autocorrelation = 0.8;

struct world world_of(const struct service *s, struct draws *d)
{
	struct world w = { .s = s, .d = d };
	w.shock = draw_normal(d);
	return w;
}

/* 1 or more, with this mean. */
static double geometric(struct draws *d, double mean)
{
	return 1 + floor(log(draw_uniform(d)) / log1p(-1 / mean));
}

/* The part of the requests that comes to instances with an incident. */
static double flapping(struct world *w, int arm, double requests)
{
	double instances = fmax(1, round(requests / 200)), sick = 0;
	int64_t begin = draw_poisson(w->d, instances / 1000);
	for (int i = 0; i < INCIDENTS; i++) {
		double *left = &w->incidents[arm][i];
		if (*left <= 0 && begin > 0 && begin--)
			*left = geometric(w->d, 3);
		if (*left > 0) {
			sick++;
			*left -= 1;
		}
	}
	return fmin(1, sick / instances);
}

static double failing(struct world *w, int arm, int at, double requests)
{
	const struct service *s = w->s;
	bool differs = arm == CANDIDATE && at >= s->begins;
	double p = s->base * (differs && s->effect > 0 ? s->effect : 1);
	switch (s->trouble) {
	case SHOCKS: p *= exp(s->size * (w->shock - s->size / 2)); break;
	case VARIES: p *= draw_gamma(w->d, 1 / s->size) * s->size; break;
	case FLAPS: p += flapping(w, arm, requests) / 2; break;
	case COLD: p += arm == CANDIDATE && at >= 0 && at < 2 ? 0.05 : 0; break;
	case OUTAGE: p = at >= 10 && at < 15 ? fmax(p, 0.5) : p; break;
	case CALM:
	case BURSTS:
	case LATE:
	case REVISED: break;
	}
	return differs && s->effect <= 0 ? 0.9 : fmin(1, p);
}

/* A count that was read too early or wrong. */
static int64_t seen(struct world *w, int64_t n)
{
	const struct service *s = w->s;
	if (s->trouble != REVISED || draw_uniform(w->d) >= s->size)
		return n;
	return (int64_t)((double)n * (draw_uniform(w->d) < 0.5 ? 0.8 : 1.2));
}

/* Failures in groups of a geometric size. */
static int64_t bursts(struct draws *d, double mean, double size)
{
	int64_t sum = 0;
	for (int64_t n = draw_poisson(d, mean / size); n; n--)
		sum += (int64_t)geometric(d, size);
	return sum;
}

static struct compare_arm arm_minute(struct world *w, int arm, int at, double requests)
{
	const struct service *s = w->s;
	double p = failing(w, arm, at, requests), known = s->trouble == LATE ? 1 - s->size : 1;
	int64_t bad = s->trouble == BURSTS ? bursts(w->d, requests * p, s->size) : draw_poisson(w->d, known * requests * p);
	int64_t good = draw_poisson(w->d, known * requests * (1 - p));
	bad = seen(w, bad);
	return (struct compare_arm){ seen(w, good) + bad, bad };
}

struct compare_minute world_minute(struct world *w, int at, double share)
{
	double requests = w->s->rate;
	w->shock = autocorrelation * w->shock + sqrt(1 - autocorrelation * autocorrelation) * draw_normal(w->d);
	struct compare_minute m = { .start = 60000 * (int64_t)(at + 1), .share = share };
	if (share > 0)
		m.candidate = arm_minute(w, CANDIDATE, at, requests * share);
	if (share < 1)
		m.baseline = arm_minute(w, BASELINE, at, requests * (1 - share));
	return m;
}
