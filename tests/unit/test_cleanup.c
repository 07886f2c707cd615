/* SPDX-License-Identifier: Apache-2.0 */
/* test_cleanup.c: names of images in Artifact Registry, its answers, and when its cleanup policies delete an image. */
#include "../../gcp/artifactregistry.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HEX   "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define IMAGE "us-docker.pkg.dev/shop/r/api@sha256:" HEX
#define DAY   (24 * 3600 * 1000LL)
enum { UPLOADED_DAYS_AGO = 10 };
static const int64_t now = 1800000000000LL;

static void names_are_split(void **state)
{
	static const struct {
		const char *text;
		enum image_place place;
		const char *location, *project, *repository, *package;
	} all[] = {
		{ IMAGE, IMAGE_IN_REGISTRY, "us", "shop", "r", "api" },
		{ "europe-west1-docker.pkg.dev/shop/r/team/api:v1@sha256:" HEX, IMAGE_IN_REGISTRY, "europe-west1", "shop", "r",
			"team/api" },
		{ "us-docker.pkg.dev/example.com/shop/r/api@sha256:" HEX, IMAGE_IN_REGISTRY, "us", "example.com:shop", "r",
			"api" },
		{ "us-docker.pkg.dev/shop/r/api:v1", IMAGE_WITHOUT_DIGEST, "us", "shop", "r", "api" },
		{ "us-docker.pkg.dev/shop/r/api", IMAGE_WITHOUT_DIGEST, "us", "shop", "r", "api" },
		{ "us-docker.pkg.dev/shop/r/api@sha256:00", IMAGE_WITHOUT_DIGEST, "us", "shop", "r", "api" },
		{ "us-docker.pkg.dev/shop/r", IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "-docker.pkg.dev/shop/r/api@sha256:" HEX, IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "gcr.io/shop/api@sha256:" HEX, IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "us.gcr.io/shop/api@sha256:" HEX, IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "docker.io/library/nginx:1", IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "evil.example/us-docker.pkg.dev/shop/r/api@sha256:" HEX, IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "nginx", IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
		{ "", IMAGE_ELSEWHERE, NULL, NULL, NULL, NULL },
	};
	for (size_t k = 0; k < COUNTOF(all); k++) {
		struct image_name i;
		artifactregistry_name(*state, all[k].text, &i);
		assert_int_equal(i.place, all[k].place);
		assert_string_equal(i.text, all[k].text);
		if (!all[k].location)
			continue;
		assert_string_equal(i.location, all[k].location);
		assert_string_equal(i.project, all[k].project);
		assert_string_equal(i.repository, all[k].repository);
		assert_string_equal(i.package, all[k].package);
	}
}

static void paths_are_escaped(void **state)
{
	struct image_name i;
	artifactregistry_name(*state, "us-docker.pkg.dev/shop/r/team/api@sha256:" HEX, &i);
	assert_string_equal(artifactregistry_repository_path(*state, &i), "v1/projects/shop/locations/us/repositories/r");
	assert_string_equal(artifactregistry_image_path(*state, &i),
		"v1/projects/shop/locations/us/repositories/r/dockerImages/team%2Fapi%40sha256%3A" HEX);
	assert_string_equal(artifactregistry_versions_path(*state, &i),
		"v1/projects/shop/locations/us/repositories/r/packages/team%2Fapi/versions?pageSize=1000");
}

/* The version has the tags v1 and prod, unless untagged. days: from now until it is deleted; NEVER, DEPENDS. */
enum { NEVER = -1, DEPENDS = -2 };
struct cleanup_case {
	const char *policies;
	bool untagged;
	int64_t newer;
	int days;
	const char *policy;
};

#define DELETE(id, condition) "\"" id "\":{\"id\":\"" id "\",\"action\":\"DELETE\",\"condition\":{" condition "}}"
#define KEEP(id, condition)   "\"" id "\":{\"id\":\"" id "\",\"action\":\"KEEP\",\"condition\":{" condition "}}"
#define RECENT(n, packages) \
	"\"recent\":{\"action\":\"KEEP\",\"mostRecentVersions\":{\"keepCount\":" n ",\"packageNamePrefixes\":[" packages \
	"]}}"
#define OLDER(days) "\"olderThan\":\"" days "\""
#define D5          "432000s"
#define D12         "1036800s"
#define D20         "1728000s"
#define D30         "2592000s"

static const struct cleanup_case cases[] = {
	{ "", false, 0, NEVER, NULL },
	{ DELETE("d", OLDER(D5)), false, 0, 0, "d" },
	{ DELETE("d", OLDER(D12)), false, 0, 2, "d" },
	{ DELETE("d", OLDER(D12)) "," DELETE("e", OLDER(D5)), false, 0, 0, "e" },
	{ DELETE("d", OLDER(D20)) "," DELETE("e", OLDER(D12)), false, 0, 2, "e" },
	{ DELETE("d", ""), false, 0, 0, "d" },
	/* newerThan: only while it is young */
	{ DELETE("d", "\"newerThan\":\"" D5 "\""), false, 0, NEVER, NULL },
	{ DELETE("d", "\"newerThan\":\"" D12 "\""), false, 0, 0, "d" },
	{ DELETE("d", OLDER(D12) ",\"newerThan\":\"" D20 "\""), false, 0, 2, "d" },
	{ DELETE("d", OLDER(D20) ",\"newerThan\":\"" D12 "\""), false, 0, NEVER, NULL },
	/* tags */
	{ DELETE("d", OLDER(D5) ",\"tagState\":\"ANY\""), false, 0, 0, "d" },
	{ DELETE("d", OLDER(D5) ",\"tagState\":\"TAG_STATE_UNSPECIFIED\""), true, 0, 0, "d" },
	{ DELETE("d", OLDER(D5) ",\"tagState\":\"UNTAGGED\""), false, 0, NEVER, NULL },
	{ DELETE("d", OLDER(D5) ",\"tagState\":\"UNTAGGED\""), true, 0, 0, "d" },
	{ DELETE("d", OLDER(D5) ",\"tagState\":\"TAGGED\""), false, 0, 0, "d" },
	{ DELETE("d", OLDER(D5) ",\"tagState\":\"TAGGED\""), true, 0, NEVER, NULL },
	{ DELETE("d", "\"tagState\":\"TAGGED\",\"tagPrefixes\":[\"pr\"]"), false, 0, 0, "d" },
	{ DELETE("d", "\"tagState\":\"TAGGED\",\"tagPrefixes\":[\"x\",\"v\"]"), false, 0, 0, "d" },
	{ DELETE("d", "\"tagState\":\"TAGGED\",\"tagPrefixes\":[\"dev\"]"), false, 0, NEVER, NULL },
	{ DELETE("d", "\"tagPrefixes\":[\"v\"]"), true, 0, NEVER, NULL },
	/* packages and versions */
	{ DELETE("d", "\"packageNamePrefixes\":[\"web\",\"ap\"]"), false, 0, 0, "d" },
	{ DELETE("d", "\"packageNamePrefixes\":[\"web\"]"), false, 0, NEVER, NULL },
	{ DELETE("d", "\"versionNamePrefixes\":[\"sha256:0011\"]"), false, 0, 0, "d" },
	{ DELETE("d", "\"versionNamePrefixes\":[\"sha256:ff\"]"), false, 0, NEVER, NULL },
	/* KEEP is stronger than DELETE */
	{ DELETE("d", OLDER(D5)) "," KEEP("k", "\"tagState\":\"TAGGED\""), false, 0, NEVER, NULL },
	{ DELETE("d", OLDER(D5)) "," KEEP("k", "\"tagState\":\"TAGGED\""), true, 0, 0, "d" },
	{ KEEP("k", "\"tagPrefixes\":[\"prod\"]") "," DELETE("d", OLDER(D5)), false, 0, NEVER, NULL },
	{ KEEP("k", "\"tagState\":\"ANY\""), false, 0, NEVER, NULL },
	{ DELETE("d", OLDER(D5)) "," KEEP("k", "\"newerThan\":\"" D12 "\""), false, 0, 2, "d" },
	{ DELETE("d", OLDER(D20)) "," KEEP("k", "\"newerThan\":\"" D12 "\""), false, 0, 10, "d" },
	{ DELETE("d", OLDER(D12)) "," KEEP("k", OLDER(D20)), false, 0, 2, "d" },
	{ DELETE("d", OLDER(D20)) "," KEEP("k", OLDER(D12)), false, 0, NEVER, NULL },
	{ DELETE("d", "\"newerThan\":\"" D20 "\"") "," KEEP("k", "\"newerThan\":\"" D12 "\""), false, 0, 2, "d" },
	{ DELETE("d", "\"newerThan\":\"" D12 "\"") "," KEEP("k", "\"newerThan\":\"" D12 "\""), false, 0, NEVER, NULL },
	/* the most recent versions */
	{ DELETE("d", OLDER(D5)) "," RECENT("3", ""), false, 2, NEVER, NULL },
	{ DELETE("d", OLDER(D5)) "," RECENT("3", ""), false, 3, 0, "d" },
	{ DELETE("d", OLDER(D5)) "," RECENT("3", ""), false, -1, DEPENDS, NULL },
	{ DELETE("d", OLDER(D12)) "," RECENT("3", ""), false, -1, DEPENDS, NULL },
	{ DELETE("d", OLDER(D5)) "," RECENT("3", "\"web\""), false, -1, 0, "d" },
	{ DELETE("d", OLDER(D5)) "," RECENT("3", "\"api\""), false, 2, NEVER, NULL },
	{ DELETE("d", "\"tagState\":\"UNTAGGED\"") "," RECENT("3", ""), false, -1, NEVER, NULL },
	{ RECENT("3", ""), false, -1, NEVER, NULL },
};

static struct image_repository repository_with(struct arena *a, const char *policies, const char *more)
{
	struct image_name i;
	struct image_repository r;
	struct err e;
	artifactregistry_name(a, IMAGE, &i);
	const char *text = arena_printf(a,
		"{\"name\":\"projects/shop/locations/us/repositories/r\",\"format\":\"DOCKER\",\"cleanupPolicies\":{%s}%s}",
		policies, more);
	if (artifactregistry_repository_of(a, unit_json(a, text), &i, &r, &e))
		fail_msg("%s: %s", text, e.text);
	return r;
}

static struct image_version version_with(struct arena *a, bool untagged)
{
	struct image_name i;
	struct image_version v;
	struct err e;
	artifactregistry_name(a, IMAGE, &i);
	const char *text = arena_printf(a,
		"{\"name\":\"projects/shop/locations/us/repositories/r/dockerImages/api@sha256:" HEX
		"\",\"uploadTime\":\"%s\"%s}",
		clock_time_text(a, now - UPLOADED_DAYS_AGO * DAY), untagged ? "" : ",\"tags\":[\"v1\",\"prod\"]");
	if (artifactregistry_image_of(a, unit_json(a, text), &i, &v, &e))
		fail_msg("%s: %s", text, e.text);
	return v;
}

static void policies_are_evaluated(void **state)
{
	for (size_t k = 0; k < COUNTOF(cases); k++) {
		const struct cleanup_case *one = &cases[k];
		struct image_repository r = repository_with(*state, one->policies, "");
		struct image_version v = version_with(*state, one->untagged);
		v.newer = one->newer;
		struct cleanup got = cleanup_of(&r, &v, now);
		int64_t days = got.outcome == CLEANUP_NEVER ? NEVER
			: got.outcome == CLEANUP_DEPENDS        ? DEPENDS
													: (got.at - now) / DAY;
		if (days != one->days)
			fail_msg("case %zu: %s: %lld days, expected %d", k, one->policies, (long long)days, one->days);
		if (one->policy)
			assert_string_equal(got.policy, one->policy);
	}
}

static void dry_run_deletes_nothing(void **state)
{
	struct image_repository r = repository_with(*state, DELETE("d", OLDER(D5)), ",\"cleanupPolicyDryRun\":true");
	struct image_version v = version_with(*state, false);
	assert_true(r.dry_run);
	assert_int_equal(cleanup_of(&r, &v, now).outcome, CLEANUP_NEVER);
}

/* A policy that is not understood may delete the image, so nothing is known. */
static void malformed_repositories_are_refused(void **state)
{
	static const struct {
		const char *policies, *why;
	} all[] = {
		{ "\"d\":{\"action\":\"ARCHIVE\",\"condition\":{}}", "its action \"ARCHIVE\" is not known" },
		{ "\"d\":{\"condition\":{}}", "its action \"\" is not known" },
		{ DELETE("d", "\"olderThan\":\"5d\""), "\"5d\" is no duration" },
		{ DELETE("d", "\"olderThan\":\"9999999999999s\""), "is no duration" },
		{ DELETE("d", "\"tagState\":\"SIGNED\""), "its tag state \"SIGNED\" is not known" },
		{ DELETE("d", "\"tagPrefixes\":\"v\""), "tagPrefixes" },
		{ "\"d\":{\"action\":\"DELETE\",\"mostRecentVersions\":{\"keepCount\":3}}", "needs KEEP and a keepCount" },
		{ "\"k\":{\"action\":\"KEEP\",\"mostRecentVersions\":{\"keepCount\":0}}", "needs KEEP and a keepCount" },
		{ "\"k\":{\"action\":\"KEEP\",\"mostRecentVersions\":{}}", "keepCount" },
		{ "\"k\":7", "" },
	};
	for (size_t k = 0; k < COUNTOF(all); k++) {
		struct image_name i;
		struct image_repository r;
		struct err e;
		artifactregistry_name(*state, IMAGE, &i);
		const char *text = arena_printf(*state,
			"{\"name\":\"projects/shop/locations/us/repositories/r\",\"cleanupPolicies\":{%s}}", all[k].policies);
		if (!artifactregistry_repository_of(*state, unit_json(*state, text), &i, &r, &e))
			fail_msg("accepted: %s", text);
		if (!strstr(e.text, all[k].why))
			fail_msg("%s: %s", text, e.text);
	}
}

static void other_answers_are_refused(void **state)
{
	struct image_name i;
	struct image_version v;
	struct image_repository r;
	struct err e;
	artifactregistry_name(*state, IMAGE, &i);
	static const char *const images[] = { "{}",
		"{\"name\":\"projects/shop/locations/us/repositories/r/dockerImages/"
		"api@sha256:ff\",\"uploadTime\":\"2026-01-01T00:00:00Z\"}",
		"{\"name\":\"projects/shop/locations/us/repositories/r/dockerImages/api@sha256:" HEX "\"}",
		"{\"name\":\"projects/shop/locations/us/repositories/r/dockerImages/api@sha256:" HEX
		"\",\"uploadTime\":\"soon\"}" };
	for (size_t k = 0; k < COUNTOF(images); k++)
		assert_int_equal(artifactregistry_image_of(*state, unit_json(*state, images[k]), &i, &v, &e), -1);
	const char *other = "{\"name\":\"projects/shop/locations/us/repositories/other\"}";
	assert_int_equal(artifactregistry_repository_of(*state, unit_json(*state, other), &i, &r, &e), -1);
}

static void newer_versions_are_counted(void **state)
{
	struct image_name i;
	struct err e;
	int64_t newer = 0;
	artifactregistry_name(*state, IMAGE, &i);
	static const char list[] =
		"{\"versions\":[{\"name\":\"x/versions/sha256:a\",\"createTime\":\"2026-03-01T00:00:00Z\"},"
		"{\"name\":\"x/versions/sha256:" HEX "\",\"createTime\":\"2026-02-01T00:00:00Z\"},"
		"{\"name\":\"x/versions/sha256:b\",\"createTime\":\"2026-02-01T00:00:01Z\"},"
		"{\"name\":\"x/versions/sha256:c\",\"createTime\":\"2026-01-01T00:00:00Z\"}]}";
	assert_int_equal(artifactregistry_newer_of(unit_json(*state, list), &i, &newer, &e), 0);
	assert_int_equal(newer, 2);
	assert_int_equal(artifactregistry_newer_of(unit_json(*state, "{\"versions\":[]}"), &i, &newer, &e), -1);
	assert_int_equal(
		artifactregistry_newer_of(unit_json(*state, "{\"versions\":[{\"name\":\"x\"}]}"), &i, &newer, &e), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_split, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(paths_are_escaped, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(policies_are_evaluated, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(dry_run_deletes_nothing, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(malformed_repositories_are_refused, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(other_answers_are_refused, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(newer_versions_are_counted, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
