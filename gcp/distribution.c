/* SPDX-License-Identifier: Apache-2.0 */
/*
 * distribution.c: the percentile and mean of a histogram, with the bucket bounds of its own options. No side effects.
 */
#include "gcp.h"

#include <math.h>

struct histogram {
	int64_t total;
	double mean;
	/* index 0: below the first bound; last: above the last bound; trailing zeros may be missing */
	double *counts;
	size_t n;
	enum { EXPLICIT, LINEAR, EXPONENTIAL } kind;
	double first, step; /* offset and width, or scale and growth factor */
	const struct json *bounds;
	int64_t finite; /* bounds are numbered 0 to finite */
};

static double bound(const struct histogram *h, int64_t i)
{
	switch (h->kind) {
	case LINEAR: return h->first + h->step * (double)i;
	case EXPONENTIAL: return h->first * pow(h->step, (double)i);
	case EXPLICIT: break;
	}
	return json_double(json_item(h->bounds, (size_t)i));
}

static void read_buckets(struct json_reader *r, struct histogram *h)
{
	if (json_read_object(r, "bucketOptions.linearBuckets")) {
		h->kind = LINEAR;
		h->first = json_read_double_or(r, "bucketOptions.linearBuckets.offset", 0);
		h->step = json_read_double_or(r, "bucketOptions.linearBuckets.width", 0);
		h->finite = json_read_int_or(r, "bucketOptions.linearBuckets.numFiniteBuckets", 0);
	} else if (json_read_object(r, "bucketOptions.exponentialBuckets")) {
		h->kind = EXPONENTIAL;
		h->first = json_read_double_or(r, "bucketOptions.exponentialBuckets.scale", 0);
		h->step = json_read_double_or(r, "bucketOptions.exponentialBuckets.growthFactor", 0);
		h->finite = json_read_int_or(r, "bucketOptions.exponentialBuckets.numFiniteBuckets", 0);
	} else {
		h->kind = EXPLICIT;
		h->bounds = json_read_array(r, "bucketOptions.explicitBuckets.bounds");
		h->finite = (int64_t)json_size(h->bounds) - 1;
	}
}

static int check_buckets(const struct histogram *h, struct err *e)
{
	double sum = 0;
	if (h->finite < 0 || h->finite > LIMIT_BUCKETS || h->n > (size_t)h->finite + 2)
		return err_set(e, ERR_MALFORMED, "a distribution without usable buckets");
	for (int64_t i = 0; i <= h->finite; i++)
		if (!isfinite(bound(h, i)) || (i && bound(h, i) <= bound(h, i - 1)))
			return err_set(e, ERR_MALFORMED, "a distribution whose bucket bounds do not rise");
	for (size_t i = 0; i < h->n; i++) {
		if (h->counts[i] < 0)
			return err_set(e, ERR_MALFORMED, "a distribution with a negative count");
		sum += h->counts[i];
	}
	return sum == (double)h->total
		? 0
		: err_set(e, ERR_MALFORMED, "a distribution of %lld whose buckets hold %.0f", (long long)h->total, sum);
}

static int read_histogram(struct arena *a, const struct json *v, struct histogram *h, struct err *e)
{
	struct json_reader r = json_reader(v, "distribution", e);
	const struct json *counts = json_read_array(&r, "bucketCounts");
	size_t n = json_size(counts);
	*h = (struct histogram){ .total = json_read_int_or(&r, "count", 0),
		.mean = json_read_double_or(&r, "mean", 0),
		.counts = ARENA_ARRAY(a, double, n + 1),
		.n = n };
	if (n > LIMIT_BUCKETS + 2)
		return err_set(e, ERR_LIMIT, "a distribution of %zu buckets", n);
	for (size_t i = 0; i < h->n; i++)
		h->counts[i] = (double)json_read_int(&r, arena_printf(a, "bucketCounts[%zu]", i));
	read_buckets(&r, h);
	if (json_read_done(&r))
		return -1;
	return h->total < 0 ? err_set(e, ERR_MALFORMED, "a distribution of %lld", (long long)h->total) : 0;
}

/* Interpolates within a bucket. Values above the last bound are assumed to equal it. */
static double within(const struct histogram *h, int64_t bucket, double part)
{
	if (bucket > h->finite)
		return bound(h, h->finite);
	double upper = bound(h, bucket), lower = bucket ? bound(h, bucket - 1) : upper < 0 ? upper : 0;
	return lower + (upper - lower) * part;
}

int distribution_percentile(
	struct arena *a, const struct json *v, double fraction, double *out, int64_t *count, struct err *e)
{
	struct histogram h;
	if (read_histogram(a, v, &h, e) || (h.total && check_buckets(&h, e)))
		return -1;
	*count = h.total;
	double want = fraction * (double)h.total, before = 0;
	for (size_t i = 0; i < h.n; i++) {
		if (h.counts[i] > 0 && before + h.counts[i] >= want) {
			*out = within(&h, (int64_t)i, (want - before) / h.counts[i]);
			break;
		}
		before += h.counts[i];
	}
	return 0;
}

int distribution_mean(struct arena *a, const struct json *v, double *out, int64_t *count, struct err *e)
{
	struct histogram h;
	if (read_histogram(a, v, &h, e))
		return -1;
	*count = h.total;
	if (h.total)
		*out = h.mean;
	return 0;
}

int distribution_counts(struct arena *a, const struct json *v, struct distribution *out, struct err *e)
{
	struct histogram h;
	if (read_histogram(a, v, &h, e) || (h.total && check_buckets(&h, e)))
		return -1;
	/* a histogram without values may come without buckets */
	size_t n = h.total ? h.n : 0;
	*out = (struct distribution){ ARENA_ARRAY(a, int64_t, n + 1), n, h.finite < 0 ? 0 : (size_t)h.finite + 1 };
	for (size_t i = 0; i < n; i++)
		out->counts[i] = (int64_t)h.counts[i];
	return 0;
}

int distribution_bound(struct arena *a, const struct json *v, size_t at, double *out, struct err *e)
{
	struct histogram h;
	if (read_histogram(a, v, &h, e) || check_buckets(&h, e))
		return -1;
	if (at > (size_t)h.finite)
		return err_set(e, ERR_MALFORMED, "a distribution without a bucket bound %zu", at);
	*out = bound(&h, (int64_t)at);
	return 0;
}
