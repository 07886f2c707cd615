/* SPDX-License-Identifier: Apache-2.0 */
/* notify_cdevents.c: CloudEvents 1.0 that carry CDEvents 0.5.1 (cdevents.dev): the verdict as a finished test suite
 * run, each service that was moved back as rolled back, and a failed rollback as an incident. No side effects. */
#include "notify.h"
#include "../run/run.h"

#include <string.h>

struct telling {
	struct arena *a;
	const struct json *predicate;
	const char *sha256;
	struct json *all;
};

static const char *at(const struct json *v, const char *key)
{
	return json_text(json_get(v, key)).p;
}

static bool is(const struct json *v, const char *key, const char *want)
{
	return str_is(json_text(json_get(v, key)), want);
}

/* The release's events use the project and region of its first service. */
static const struct json *first_service(const struct json *predicate)
{
	struct json_each it = json_each(json_get(predicate, "services"));
	return json_next(&it) ? it.value : NULL;
}

static const char *place(struct arena *a, const struct json *service)
{
	return arena_printf(a, "projects/%s/locations/%s", at(service, "project"), at(service, "region"));
}

static const char *source(const struct telling *t, const struct json *service)
{
	return arena_printf(t->a, "/rungate/%s/%s", at(service, "project"), at(service, "region"));
}

static struct json *reference(struct arena *a, const char *id)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "id", id);
	return v;
}

/* An image as a package URL: pkg:oci/NAME@sha256%3AHEX?repository_url=HOST/PATH */
static const char *purl(struct arena *a, const char *image)
{
	const char *digest = strchr(image, '@'), *slash = strrchr(image, '/');
	size_t end = digest ? (size_t)(digest - image) : strlen(image);
	const char *name = slash && slash < image + end ? slash + 1 : image;
	char *bare = arena_strndup(a, name, end - (size_t)(name - image));
	char *tag = strchr(bare, ':');
	const char *repository = name > image ? url_escape(a, arena_strndup(a, image, (size_t)(name - image - 1))) : "";
	if (tag)
		*tag++ = '\0';
	return arena_printf(a, "pkg:oci/%s%s%s%s%s%s%s", url_escape(a, bare), digest ? "@" : "",
		digest ? url_escape(a, digest + 1) : "", *repository || tag ? "?" : "",
		*repository ? arena_printf(a, "repository_url=%s", repository) : "", *repository && tag ? "&" : "",
		tag ? arena_printf(a, "tag=%s", url_escape(a, tag)) : "");
}

static void tell(
	const struct telling *t, const char *type, const char *subject_id, const struct json *service, struct json *content)
{
	struct arena *a = t->a;
	struct json *v = json_new_object(a), *data = json_new_object(a), *context = json_new_object(a),
				*subject = json_new_object(a);
	struct json *custom = json_new_object(a);
	const char *id = arena_printf(a, "%s.%zu", at(t->predicate, "id"), json_size(t->all)), *from = source(t, service);
	json_set_string(a, context, "specversion", "0.5.1");
	json_set_string(a, context, "id", id);
	json_set_string(a, context, "chainId", at(t->predicate, "id"));
	json_set_string(a, context, "source", from);
	json_set_string(a, context, "type", type);
	json_set_string(a, context, "timestamp", at(t->predicate, "finishedAt"));
	json_set_string(a, subject, "id", subject_id);
	json_set_string(a, subject, "source", from);
	json_set(subject, "content", content);
	json_set_string(a, custom, "verdict", at(t->predicate, "verdict"));
	json_set_string(a, custom, "action", at(t->predicate, "action"));
	json_set(custom, "exitCode", json_get(t->predicate, "exitCode"));
	json_set_string(a, custom, "release", at(t->predicate, "release"));
	json_set_string(a, custom, "evidenceSha256", t->sha256);
	json_set(data, "context", context);
	json_set(data, "subject", subject);
	json_set(data, "customData", custom);
	json_set_string(a, data, "customDataContentType", "application/json");
	json_set_string(a, v, "specversion", "1.0");
	json_set_string(a, v, "id", id);
	json_set_string(a, v, "source", from);
	json_set_string(a, v, "type", type);
	json_set_string(a, v, "subject", subject_id);
	json_set_string(a, v, "time", at(t->predicate, "finishedAt"));
	json_set_string(a, v, "datacontenttype", "application/json");
	json_set(v, "data", data);
	json_add(t->all, v);
}

/* Adds the test suite event; verdicts without a judgment (an explicit rollback) have none. */
static void tell_judged(const struct telling *t)
{
	static const struct {
		const char *verdict, *outcome, *severity;
	} outcomes[] = {
		{ "passed", "success", NULL },
		{ "failed", "failure", "critical" },
		{ "inconclusive", "error", "high" },
		{ "interrupted", "cancel", NULL },
	};
	struct arena *a = t->a;
	const struct json *service = first_service(t->predicate);
	for (size_t i = 0; i < COUNTOF(outcomes); i++) {
		if (!is(t->predicate, "verdict", outcomes[i].verdict))
			continue;
		struct json *content = json_new_object(a), *suite = reference(a, "rungate");
		json_set_string(a, suite, "name", at(t->predicate, "command"));
		json_set_string(a, suite, "version", at(t->predicate, "rungate"));
		json_set_string(a, content, "outcome", outcomes[i].outcome);
		json_set_string(a, content, "severity", outcomes[i].severity);
		json_set_string(a, content, "reason", at(t->predicate, "reason"));
		json_set(content, "environment", reference(a, place(a, service)));
		json_set(content, "testSuite", suite);
		tell(t, "dev.cdevents.testsuiterun.finished.0.3.0", at(t->predicate, "id"), service, content);
	}
}

/* artifactId is the image of the revision that serves after the rollback. */
static void tell_moved(const struct telling *t, const struct json *service)
{
	struct json *content = json_new_object(t->a);
	json_set(content, "environment", reference(t->a, place(t->a, service)));
	json_set_string(t->a, content, "artifactId", purl(t->a, at(service, "baselineImage")));
	tell(t, "dev.cdevents.service.rolledback.0.3.0", at(service, "name"), service, content);
}

static void tell_incident(const struct telling *t, const struct json *service)
{
	struct json *content = json_new_object(t->a);
	json_set_string(t->a, content, "description", at(t->predicate, "reason"));
	json_set(content, "environment", reference(t->a, place(t->a, service)));
	json_set(content, "service", reference(t->a, at(service, "name")));
	tell(t, "dev.cdevents.incident.detected.0.3.0", arena_printf(t->a, "%s/rollback", at(t->predicate, "id")), service,
		content);
}

struct json *notify_cdevents(struct arena *a, const struct json *predicate, const char *sha256)
{
	struct telling t = { a, predicate, sha256, json_new_array(a) };
	tell_judged(&t);
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);)
		if (is(it.value, "move", "done"))
			tell_moved(&t, it.value);
	if (is(predicate, "action", "rollback_failed"))
		tell_incident(&t, first_service(predicate));
	return t.all;
}
