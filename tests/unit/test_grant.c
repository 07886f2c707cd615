/* SPDX-License-Identifier: Apache-2.0 */
/* test_grant.c: Google's error says who lacks which permission. The command that grants it is generated and contains
 * only names. */
#include "../../gcp/gcp.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define AGENT     "service-1@serverless-robot-prod.iam.gserviceaccount.com"
#define NOT_READY "Revision 'b-2' is not ready and cannot serve traffic. "
#define DENIED(secret, account) \
	NOT_READY "spec.template.spec.containers[0].env[1].value_from.secret_key_ref.name: " \
			  "Permission denied on secret: " secret " for Revision service account " account \
			  ". The service account used must be granted " \
			  "the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project " \
			  "or higher level."
#define UNREAD(agent, image) \
	NOT_READY "Google Cloud Run Service Agent " agent "must have permission to read the image, " image \
			  ". Ensure that the provided container image URL is correct."

static void permissions_of_a_revision(void **state)
{
	static const struct {
		const char *message, *command;
	} all[] = {
		{ DENIED("projects/12/secrets/db-pass/versions/latest", "12-compute@developer.gserviceaccount.com"),
			"gcloud secrets add-iam-policy-binding db-pass --project=12 "
			"--member=serviceAccount:12-compute@developer.gserviceaccount.com "
			"--role=roles/secretmanager.secretAccessor" },
		{ DENIED("projects/12/locations/us-central1/secrets/k/versions/3", "run@p.iam.gserviceaccount.com"),
			"gcloud secrets add-iam-policy-binding k --location=us-central1 --project=12 "
			"--member=serviceAccount:run@p.iam.gserviceaccount.com "
			"--role=roles/secretmanager.secretAccessor" },
		{ UNREAD(AGENT " ", "us-docker.pkg.dev/images/shop/backend:1"),
			"gcloud artifacts repositories add-iam-policy-binding shop --location=us --project=images "
			"--member=serviceAccount:" AGENT " --role=roles/artifactregistry.reader" },
		{ UNREAD(AGENT " ", "gcr.io/images/backend@sha256:00"),
			"gcloud projects add-iam-policy-binding images --member=serviceAccount:" AGENT
			" --role=roles/artifactregistry.reader" },
		/* The message does not say which account needs the permission. */
		{ UNREAD("", "us-docker.pkg.dev/images/shop/backend:1"), NULL },
		{ UNREAD(AGENT " ", "backend"), NULL },
		{ UNREAD(AGENT " ", "us-docker.pkg.dev/images/$(id)/backend"), NULL },
		{ UNREAD(AGENT " ", "us-docker.pkg.dev/--quiet/shop/backend"), NULL },
		{ DENIED("projects/12/secrets/`id`/versions/1", "run@p.iam.gserviceaccount.com"), NULL },
		{ DENIED("projects/12/secrets/k/versions/1", "$(id)@p.iam.gserviceaccount.com"), NULL },
		{ DENIED("projects/12/secrets/k/versions/1", ""), NULL },
		{ "The user-provided container failed to start and listen on the port.", NULL },
		{ "", NULL },
	};
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const char *command = cloudrun_grant(*state, all[i].message);
		if (all[i].command)
			assert_string_equal(command ? command : "none", all[i].command);
		else
			assert_null(command);
	}
}

static const char *granted(const char *message, const char *url, const char *member)
{
	static char text[LIMIT_ERR_TEXT];
	struct err e;
	char body[1024];
	snprintf(
		body, sizeof(body), "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"%s\"}}", message);
	gcp_error_of(403, str_of(body), "X", &e);
	gcp_error_grant(str_of(body), url, member, &e);
	const char *command = strstr(e.text, "; grant it: ");
	snprintf(text, sizeof(text), "%s", command ? command + strlen("; grant it: ") : "");
	return text;
}

static const char *way_out(int status, const char *reason, const char *metadata)
{
	static struct err e;
	char body[1024];
	snprintf(body, sizeof(body), "{\"error\":{\"message\":\"m\",\"details\":[{\"reason\":\"%s\",\"metadata\":%s}]}}",
		reason, metadata);
	gcp_error_of(status, str_of(body), "", &e);
	return e.text;
}

/* A name from an answer or credential is one word of a command, or not in it at all. */
static void commands_contain_only_names(void **state)
{
	(void)state;
	assert_string_equal(
		granted("Permission 'run.services.get' denied on resource", "https://x/v2/projects/$(id)/l", "user:a@b.c"), "");
	assert_string_equal(granted("Permission 'run.services.get' denied on resource", "https://x/v2/projects/a.b%3Ap/l",
							"principalSet://x/*"),
		"gcloud projects add-iam-policy-binding a.b:p --member='principalSet://x/*' --role=roles/run.viewer");
	assert_string_equal(
		granted("Permission 'run.$(id)' denied on resource", "https://x/v2/projects/p/l", "user:a@b.c"), "");
	assert_string_equal(way_out(403, "BILLING_DISABLED", "{\"consumer\":\"projects/$(id)\"}"),
		"HTTP 403: m; link a billing account: gcloud billing projects link PROJECT --billing-account=ACCOUNT");
	assert_string_equal(way_out(403, "SERVICE_DISABLED", "{\"consumer\":\"projects/--x\",\"service\":\"a; id\"}"),
		"HTTP 403: m; enable it: gcloud services enable API");
	assert_string_equal(
		way_out(403, "SERVICE_DISABLED", "{\"consumer\":\"projects/p\",\"service\":\"run.googleapis.com\"}"),
		"HTTP 403: m; enable it: gcloud services enable run.googleapis.com --project=p");
	assert_string_equal(way_out(403, "X", "{\"permission\":\"run.services.get; id\"}"), "HTTP 403: m");
	assert_false(gcp_is_account("--impersonate@p.iam.gserviceaccount.com"));
}

static void permissions_of_the_own_credentials(void **state)
{
	(void)state;
	assert_string_equal(granted("Permission 'artifactregistry.repositories.get' denied on resource",
							"https://x/v1/projects/p/locations/us", "user:a@b.c"),
		"gcloud projects add-iam-policy-binding p --member=user:a@b.c --role=roles/artifactregistry.reader");
	assert_string_equal(
		granted("Permission 'iam.serviceaccounts.actAs' denied on service account run@p.iam.gserviceaccount.com (or it "
				"may not exist).",
			"https://x/v2/projects/p/locations/r/services/s", "serviceAccount:ci@p.iam.gserviceaccount.com"),
		"gcloud iam service-accounts add-iam-policy-binding run@p.iam.gserviceaccount.com "
		"--member=serviceAccount:ci@p.iam.gserviceaccount.com "
		"--role=roles/iam.serviceAccountUser");
	assert_string_equal(granted("Permission 'iam.serviceaccounts.actAs' denied on service account $(id)",
							"https://x/v2/projects/p/", "user:a@b.c"),
		"");
	assert_string_equal(
		granted(
			"The client is not authorized to make this request.\",\"errors\":[{\"reason\":\"notAuthorized\"}],\"x\":\"",
			"https://x/v1/projects/p/instances/db", "user:a@b.c"),
		"gcloud projects add-iam-policy-binding p --member=user:a@b.c --role=roles/cloudsql.viewer");
	assert_string_equal(granted("Permission 'other.things.get' denied", "https://x/v1/projects/p/", "user:a@b.c"), "");
	/* Compute Engine's own words */
	assert_string_equal(
		granted("Required 'compute.subnetworks.get' permission for 'projects/p/regions/r/subnetworks/s'",
			"https://x/compute/v1/projects/p/regions/r/subnetworks/s", "user:a@b.c"),
		"gcloud projects add-iam-policy-binding p --member=user:a@b.c --role=roles/compute.networkViewer");
}

static void a_used_up_quota_is_named(void **state)
{
	(void)state;
	assert_string_equal(way_out(429, "RATE_LIMIT_EXCEEDED", "{}"), "HTTP 429: m");
	assert_string_equal(way_out(429, "RATE_LIMIT_EXCEEDED", "{\"quota_limit\":\"ReadPerMinute\"}"),
		"HTTP 429: m; the quota is ReadPerMinute");
	assert_string_equal(
		way_out(429, "RATE_LIMIT_EXCEEDED",
			"{\"quota_limit\":\"ReadPerMinute\",\"quota_limit_value\":\"600\",\"quota_location\":\"r1\"}"),
		"HTTP 429: m; the quota is ReadPerMinute: 600 in r1");
	assert_string_equal(
		way_out(429, "RATE_LIMIT_EXCEEDED", "{\"quota_limit\":\"ReadPerMinute\",\"quota_limit_value\":\"600\"}"),
		"HTTP 429: m; the quota is ReadPerMinute: 600");
	assert_string_equal(way_out(429, "RATE_LIMIT_EXCEEDED", "{\"quota_limit_value\":\"600\"}"), "HTTP 429: m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(permissions_of_a_revision, unit_set_up, unit_tear_down),
		cmocka_unit_test(permissions_of_the_own_credentials),
		cmocka_unit_test(commands_contain_only_names),
		cmocka_unit_test(a_used_up_quota_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
