/* SPDX-License-Identifier: Apache-2.0 */
/* test_cached.c: the cache headers of common edges and proxies, as they send them. */
#include "../../gate/source/probe/cached.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { NOT_SAID = -1 };

struct row {
	const char *name, *value;
	bool hit;
	int64_t age_s;
};

static const struct row rows[] = {
	{ "age", "1800", true, 1800 },
	{ "age", "0", false, 0 },
	{ "age", " 12 ", true, 12 },
	{ "age", "0, 1800", true, 1800 },
	{ "age", "99999999999999999999", true, 1 << 30 },
	{ "age", "-5", true, NOT_SAID },
	{ "age", "soon", true, NOT_SAID },
	/* CloudFront */
	{ "x-cache", "Hit from cloudfront", true, NOT_SAID },
	{ "x-cache", "Miss from cloudfront", false, NOT_SAID },
	{ "x-cache", "RefreshHit from cloudfront", false, NOT_SAID },
	{ "x-cache", "Error from cloudfront", false, NOT_SAID },
	{ "server-timing", "cdn-upstream-layer;desc=\"EDGE\",cdn-cache-hit,cdn-pop;desc=\"FRA56\"", true, NOT_SAID },
	{ "server-timing", "cdn-cache-miss,cdn-pop;desc=\"FRA56\"", false, NOT_SAID },
	/* Fastly: one value for each cache in the path */
	{ "x-cache", "HIT", true, NOT_SAID },
	{ "x-cache", "MISS, HIT", true, NOT_SAID },
	{ "x-cache", "HIT, MISS", true, NOT_SAID },
	{ "x-cache", "MISS, MISS", false, NOT_SAID },
	{ "x-cache-hits", "0, 3", true, NOT_SAID },
	{ "x-cache-hits", "0, 0", false, NOT_SAID },
	/* Akamai */
	{ "x-cache", "TCP_HIT from a23-45.deploy.akamaitechnologies.com (AkamaiGHost/11.2.1) (-)", true, NOT_SAID },
	{ "x-cache", "TCP_MEM_HIT from a1 (AkamaiGHost)", true, NOT_SAID },
	{ "x-cache", "TCP_REFRESH_HIT from a1 (AkamaiGHost)", false, NOT_SAID },
	{ "x-cache", "TCP_REFRESH_FAIL_HIT from a1 (AkamaiGHost)", true, NOT_SAID },
	{ "x-cache", "TCP_MISS from hit.example.net (AkamaiGHost)", false, NOT_SAID },
	{ "x-cache-remote", "TCP_HIT from a2", true, NOT_SAID },
	{ "server-timing", "cdn-cache; desc=HIT, edge; dur=1", true, NOT_SAID },
	{ "server-timing", "cdn-cache; desc=MISS, hits; desc=HIT", false, NOT_SAID },
	/* Cloudflare */
	{ "cf-cache-status", "HIT", true, NOT_SAID },
	{ "cf-cache-status", "STALE", true, NOT_SAID },
	{ "cf-cache-status", "UPDATING", true, NOT_SAID },
	{ "cf-cache-status", "REVALIDATED", false, NOT_SAID },
	{ "cf-cache-status", "DYNAMIC", false, NOT_SAID },
	{ "cf-cache-status", "EXPIRED", false, NOT_SAID },
	/* Cloud CDN, if configured to send it */
	{ "cache-status", "hit", true, NOT_SAID },
	{ "cdn-cache-status", "hit", true, NOT_SAID },
	{ "cdn-cache-status", "uncacheable", false, NOT_SAID },
	/* Varnish */
	{ "x-varnish", "32770 3", true, NOT_SAID },
	{ "x-varnish", "32770", false, NOT_SAID },
	{ "x-cache", "hit-for-pass", false, NOT_SAID },
	{ "x-cache", "HIT-STALE", true, NOT_SAID },
	/* RFC 9211 */
	{ "cache-status", "ExampleCache; hit", true, NOT_SAID },
	{ "cache-status", "OriginCache; hit; ttl=1100, \"CDN, Inc.\"; fwd=uri-miss", true, NOT_SAID },
	{ "cache-status", "ExampleCache; fwd=uri-miss; stored, Other; hit=?0", false, NOT_SAID },
	{ "cache-status", "ExampleCache; fwd=miss; key=\"a; hit\"", false, NOT_SAID },
	{ "cache-status", "ExampleCache; fwd=stale; fwd-status=304", false, NOT_SAID },
	{ "cache-status", "ExampleCache;hit=?1", true, NOT_SAID },
	/* No cache in the path, or one that sends no header */
	{ "via", "1.1 varnish, 1.1 google", false, NOT_SAID },
	{ "x-cache-status", "HIT", true, NOT_SAID },
	{ "x-cache-status", "BYPASS", false, NOT_SAID },
	{ "x-nextjs-cache", "HIT", false, NOT_SAID },
	{ "x-cache", "", false, NOT_SAID },
};

static void cache_headers_of_each_edge(void **state)
{
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const struct http_header_text headers[] = { { "content-type", "text/html" }, { rows[i].name, rows[i].value } };
		struct cached c = cached_of(*state, headers, COUNTOF(headers));
		if (c.hit != rows[i].hit || c.age_s != rows[i].age_s)
			fail_msg("%s: %s: hit %d, age %lld", rows[i].name, rows[i].value, c.hit, (long long)c.age_s);
		if (c.hit)
			assert_string_equal(c.name, rows[i].name);
	}
}

static struct cached of(void **state, const char *name, const char *value, const char *other, const char *its)
{
	const struct http_header_text headers[] = { { name, value }, { other, its } };
	return cached_of(*state, headers, COUNTOF(headers));
}

/* Age overrides a hit header: a response of age 0 is new even if a cache sent it. */
static void age_takes_precedence_over_a_hit_header(void **state)
{
	assert_false(of(state, "x-cache", "HIT", "age", "0").hit);
	struct cached old = of(state, "x-cache", "HIT", "age", "90");
	assert_true(old.hit);
	assert_int_equal(old.age_s, 90);
	assert_string_equal(old.name, "age");
}

static void greatest_of_several_ages_is_used(void **state)
{
	struct cached c = of(state, "age", "5", "age", "700");
	assert_int_equal(c.age_s, 700);
	assert_string_equal(c.value, "700");
	assert_int_equal(of(state, "age", "700", "age", "0").age_s, 700);
	c = of(state, "age", "0", "age", "unknown");
	assert_true(c.hit);
	assert_int_equal(c.age_s, NOT_SAID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cache_headers_of_each_edge),
		cmocka_unit_test(age_takes_precedence_over_a_hit_header),
		cmocka_unit_test(greatest_of_several_ages_is_used),
	};
	return cmocka_run_group_tests_name("cached", tests, unit_set_up, unit_tear_down);
}
