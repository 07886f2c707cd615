/* SPDX-License-Identifier: Apache-2.0 */
/* test_drift.c: a declaration compared with the live service, field by field, in each style. */
#include "../../gate/source/cloud/form.h"
#include "../../gate/source/files/declared_service.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* "FIELD: DECLARED / LIVE; ..." */
static const char *drift_text(struct arena *a, const struct json *declared, const struct json *live)
{
	const struct json *all = drift_between(a, declared, live);
	const char *text = "";
	for (size_t i = 0; i < json_size(all); i++)
		text = arena_printf(a, "%s%s%s: %s / %s", text, *text ? "; " : "", json_text_at(json_item(all, i), "field"),
			json_text_at(json_item(all, i), "declared"), json_text_at(json_item(all, i), "live"));
	return text;
}

/* The parts of one container or template, in the styles, and how they differ from the live ones. */
static void each_field_is_compared(void **state)
{
	static const struct {
		const char *knative, *live, *drift; /* of the ingress container */
	} rows[] = {
		{ "'image':'r/i:1'", "'image':'r/i:1'", "" },
		{ "'image':'r/i:1'", "'image':'r/i:2'", "image: r/i:1 / r/i:2" },
		{ "'image':'r/i:1@sha256:aa'", "'image':'r/i@sha256:aa'", "" },
		{ "'image':'r/i@sha256:aa'", "'image':'r/i@sha256:bb'", "image: r/i@sha256:aa / r/i@sha256:bb" },
		{ "'resources':{'limits':{'cpu':'1','memory':'1Gi'}}",
			"'resources':{'limits':{'cpu':'1000m','memory':'1024Mi'}}", "" },
		{ "'resources':{'limits':{'cpu':'2','memory':'1Gi'}}", "'resources':{'limits':{'cpu':'1','memory':'512Mi'}}",
			"cpu: 2 / 1; memory: 1Gi / 512Mi" },
		{ "'startupProbe':{'httpGet':{'path':'/up','port':'8080'},'periodSeconds':'5'}",
			"'startupProbe':{'httpGet':{'path':'/up','port':8080},'periodSeconds':5,'failureThreshold':3}", "" },
		{ "'livenessProbe':{'httpGet':{'path':'/up'}}", "'livenessProbe':{'httpGet':{'path':'/live'}}",
			"livenessProbe.httpGet.path: /up / /live" },
		{ "'startupProbe':{'tcpSocket':{'port':'8080'}}", "'image':''", "startupProbe.tcpSocket.port: 8080 / absent" },
		{ "'startupProbe':{'initialDelaySeconds':'0'}", "'image':''", "" },
		{ "'image':'i','env':[{'name':'A','value':'secret-1'},{'name':'B','value':'x'}]",
			"'image':'i','env':[{'name':'A','value':'secret-2'},{'name':'C','value':'hidden-3'}]",
			"env.A: a value / another value; env.B: a value / absent; env.C: absent / a value" },
		{ "'image':'i','env':[{'name':'K','valueFrom':{'secretKeyRef':{'name':'key','key':'3'}}}]",
			"'image':'i','env':[{'name':'K',"
			"'valueSource':{'secretKeyRef':{'secret':'projects/p/secrets/key','version':'3'}}}]",
			"" },
		{ "'image':'i','env':[{'name':'K','valueFrom':{'secretKeyRef':{'name':'key','key':'3'}}}]",
			"'image':'i','env':[{'name':'K','valueSource':{'secretKeyRef':{'secret':'key'}}}]",
			"env.K: secret key, version 3 / secret key, version latest" },
		{ "'image':'i','env':[{'name':'K','value':'v'}]",
			"'image':'i','env':[{'name':'K','valueSource':{'secretKeyRef':{'secret':'key','version':'1'}}}]",
			"env.K: a value / secret key, version 1" },
		{ "'name':'x'", "'image':'i','env':[{'name':'C','value':'v'}]", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct json *declared = form_of(a, FORM_KNATIVE,
			unit_json_quoted(a,
				arena_printf(a, "{'spec':{'template':{'spec':{'containers':[{%s,'ports':[{}]}]}}}}", rows[i].knative)),
			NULL);
		struct json *live = form_of(a, FORM_API,
			unit_json_quoted(a, arena_printf(a, "{'template':{'containers':[{%s,'ports':[{}]}]}}", rows[i].live)),
			NULL);
		assert_string_equal(drift_text(a, declared, live), rows[i].drift);
		arena_free(a);
	}
}

static const char live[] =
	"{'ingress':'INGRESS_TRAFFIC_ALL','traffic':[{'type':'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION','revision':'s-1',"
	"'percent':90},{'type':'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST','percent':10,"
	"'tag':'t'},{'revision':'s-0','tag':'u'}],"
	"'template':{'scaling':{'minInstanceCount':1,'maxInstanceCount':5},'maxInstanceRequestConcurrency':80,"
	"'timeout':'300s','serviceAccount':'sa@p','containers':[{'name':'proxy',"
	"'image':'p:1'},{'image':'i:1','ports':[{}]}]}}";

static void a_manifest_that_agrees_has_no_drift(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	struct json *is = form_of(a, FORM_API, unit_json_quoted(a, live), NULL);
	struct json *same = form_of(a, FORM_KNATIVE,
		unit_json_quoted(a,
			"{'metadata':{'annotations':{'run.googleapis.com/ingress':'all'}},"
			"'spec':{'traffic':[{'latestRevision':'true',"
			"'percent':'10'},{'revisionName':'s-1','percent':'90'}],'template':{'metadata':{'annotations':{"
			"'autoscaling.knative.dev/minScale':'1','autoscaling.knative.dev/maxScale':'5'}},'spec':{"
			"'containerConcurrency':'80','timeoutSeconds':'300','serviceAccountName':'sa@p',"
			"'containers':[{'image':'i:1',"
			"'ports':[{}]},{'name':'proxy','image':'p:1'}]}}}}"),
		NULL);
	assert_string_equal(drift_text(a, same, is), "");
	struct json *other = form_of(a, FORM_KNATIVE,
		unit_json_quoted(a,
			"{'metadata':{'annotations':{'run.googleapis.com/ingress':'internal'}},"
			"'spec':{'traffic':[{'latestRevision':"
			"'true','percent':'100'}],'template':{'metadata':{'annotations':{'autoscaling.knative.dev/maxScale':'9'}},"
			"'spec':{'containerConcurrency':'1','timeoutSeconds':'60',"
			"'serviceAccountName':'x@p','containers':[{'image':"
			"'i:1','ports':[{}]},{'name':'proxy','image':'p:2'}]}}}}"),
		NULL);
	assert_string_equal(drift_text(a, other, is),
		"concurrency: 1 / 80; timeoutSeconds: 60 / 300s; serviceAccount: x@p / sa@p; maxInstances: 9 / 5; "
		"containers.proxy.image: p:2 / p:1; traffic: LATEST 100 % / LATEST 10 %, s-1 90 %; "
		"ingress: INGRESS_TRAFFIC_INTERNAL_ONLY / INGRESS_TRAFFIC_ALL");
	arena_free(a);
}

/* A secret of another project has a name of its own in a manifest, which an annotation resolves. */
static void names_of_secrets_of_other_projects_are_resolved(void **state)
{
	static const struct {
		const char *annotation, *drift;
	} rows[] = {
		{ "db:projects/123/secrets/db-password,tls:projects/123/secrets/tls-key", "" },
		{ " tls:projects/123/secrets/tls-key,\n  db:projects/123/secrets/db-password ", "" },
		{ "db:projects/123/secrets/other,tls:projects/123/secrets/tls-key",
			"env.K: secret other, version 3 / secret db-password, version 3" },
		{ "xdb:projects/123/secrets/no,d:projects/123/secrets/no,tls:projects/123/secrets/tls-key",
			"env.K: secret db, version 3 / secret db-password, version 3" },
		{ "db,tls:",
			"env.K: secret db, version 3 / secret db-password, version 3; "
			"file./etc/a/k.pem: secret tls, version latest / secret tls-key, version latest" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct json *v = unit_json_quoted(a,
			"{'spec':{'template':{'metadata':{'annotations':{}},'spec':{'containers':[{'image':'i','env':[{'name':'K',"
			"'valueFrom':{'secretKeyRef':{'name':'db','key':'3'}}}],'volumeMounts':[{'name':'v','mountPath':'/etc/a'}]"
			"}],'volumes':[{'name':'v','secret':{'secretName':'tls','items':[{'key':'latest','path':'k.pem'}]}}]}}}}");
		json_set_string(
			a, json_at(v, "spec.template.metadata.annotations"), "run.googleapis.com/secrets", rows[i].annotation);
		struct json *is = unit_json_quoted(a,
			"{'template':{'containers':[{'image':'i','env':[{'name':'K','valueSource':{'secretKeyRef':{'secret':"
			"'projects/123/secrets/db-password','version':'3'}}}],'volumeMounts':[{'name':'v','mountPath':'/etc/a'}]}],"
			"'volumes':[{'name':'v','secret':{'secret':'projects/123/secrets/tls-key','items':[{'path':'k.pem',"
			"'version':'latest'}]}}]}}");
		assert_string_equal(
			drift_text(a, form_of(a, FORM_KNATIVE, v, NULL), form_of(a, FORM_API, is, NULL)), rows[i].drift);
		arena_free(a);
	}
}

/* Files of secrets, and the scaling of the whole service, in each style. */
static void files_and_service_scaling_are_compared(void **state)
{
	static const struct {
		enum form_style style;
		const char *declared, *drift;
	} rows[] = {
		{ FORM_KNATIVE,
			"{'metadata':{'annotations':{'run.googleapis.com/minScale':'2','run.googleapis.com/scalingMode':'manual',"
			"'run.googleapis.com/manualInstanceCount':'3'}},'spec':{'template':{'spec':{'containers':[{'image':'i',"
			"'volumeMounts':[{'name':'v','mountPath':'/etc/a'},{'name':'w','mountPath':'/etc/b'},"
			"{'name':'e','mountPath':'/tmp'}]}],'volumes':[{'name':'v','secret':{'secretName':'key',"
			"'items':[{'key':'3','path':'k.pem'}]}},{'name':'w','secret':{'secretName':'token'}},"
			"{'name':'e','emptyDir':{}}]}}}}",
			"" },
		{ FORM_TERRAFORM,
			"{'scaling':[{'min_instance_count':2,'scaling_mode':'MANUAL','manual_instance_count':3}],'template':[{"
			"'containers':[{'image':'i','volume_mounts':[{'name':'a','mount_path':'/etc/a'},{'name':'b',"
			"'mount_path':'/etc/b'}]}],'volumes':[{'name':'a','secret':[{'secret':'projects/p/secrets/key',"
			"'items':[{'path':'k.pem','version':'3'}]}]},{'name':'b','secret':[{'secret':'token','items':[]}]}]}]}",
			"" },
		{ FORM_TERRAFORM,
			"{'scaling':[{'min_instance_count':0,'max_instance_count':9,'scaling_mode':'AUTOMATIC'}],'template':[{"
			"'containers':[{'image':'i','volume_mounts':[{'name':'a','mount_path':'/etc/a'}]}],'volumes':[{'name':'a',"
			"'secret':[{'secret':'key','items':[{'path':'k.pem','version':'4'},{'path':'more'}]}]}]}]}",
			"service.minInstances: 0 / 2; service.maxInstances: 9 / absent; service.scalingMode: AUTOMATIC / MANUAL; "
			"file./etc/a/k.pem: secret key, version 4 / secret key, version 3; "
			"file./etc/a/more: secret key, version latest / absent; "
			"file./etc/b/token: absent / secret token, version latest" },
	};
	static const char is[] =
		"{'scaling':{'minInstanceCount':2,'scalingMode':'MANUAL','manualInstanceCount':3},'template':{'containers':[{"
		"'image':'i','volumeMounts':[{'name':'x','mountPath':'/etc/a'},{'name':'y','mountPath':'/etc/b'},"
		"{'name':'gone','mountPath':'/c'}]}],'volumes':[{'name':'x','secret':{'secret':'key','items':[{"
		"'path':'k.pem','version':'3'}]}},{'name':'y','secret':{'secret':'projects/1/secrets/token'}}]}}";
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct json *declared = form_of(a, rows[i].style, unit_json_quoted(a, rows[i].declared), NULL);
		assert_string_equal(
			drift_text(a, declared, form_of(a, FORM_API, unit_json_quoted(a, is), NULL)), rows[i].drift);
		arena_free(a);
	}
	struct arena *a = arena_new();
	struct json *automatic = form_of(
		a, FORM_TERRAFORM, unit_json_quoted(a, "{'scaling':[{'scaling_mode':'AUTOMATIC'}]}"), NULL);
	assert_string_equal(drift_text(a, automatic, form_of(a, FORM_API, unit_json_quoted(a, "{}"), NULL)), "");
	struct json *sidecar = form_of(a, FORM_API,
		unit_json_quoted(a,
			"{'template':{'containers':[{'name':'side','image':'i','volumeMounts':[{'name':'x','mountPath':'/e'}]},"
			"{'image':'j','ports':[{}]}],'volumes':[{'name':'x','secret':{'secret':'key'}}]}}"),
		NULL);
	struct json *without = form_of(a, FORM_API,
		unit_json_quoted(a, "{'template':{'containers':[{'name':'side','image':'i'},{'image':'j','ports':[{}]}]}}"),
		NULL);
	assert_string_equal(
		drift_text(a, without, sidecar), "containers.side.file./e/key: absent / secret key, version latest");
	arena_free(a);
}

/* In a module below a module; with a sensitive value, and zeros that the API omits. */
static const char state_text[] =
	"{'format_version':'1.0','terraform_version':'1.13','values':{'root_module':{'child_modules':[{'child_modules':[{"
	"'resources':[{'mode':'managed','type':'google_cloud_run_v2_service','name':'x',"
	"'values':{'name':'s','location':'r',"
	"'project':'p','ingress':'INGRESS_TRAFFIC_ALL',"
	"'traffic':[{'type':'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST','percent':"
	"100}],'template':[{'scaling':[{'min_instance_count':0,'max_instance_count':5}],'timeout':'300s','containers':[{"
	"'image':'i:1','env':[{'name':'A','value':'v','value_source':[]},{'name':'S','value':'q'}],'startup_probe':[{"
	"'http_get':[{'path':'/up'}],'initial_delay_seconds':0}]}]}]},"
	"'sensitive_values':{'template':[{'containers':[{'env':"
	"[{},{'value':true}]}]}]}}]}]}]}}}";

static void a_state_declares_at_any_depth(void **state)
{
	struct arena *a = arena_new();
	const struct config_service s = { .service = "s", .region = "r", .project = "p" };
	const struct config_service elsewhere = { .service = "s", .region = "q", .project = "p" };
	const char *why;
	(void)state;
	struct json *declared = declared_form(a, unit_json_quoted(a, state_text), &s, &why);
	assert_non_null(declared);
	struct json *is = form_of(a, FORM_API,
		unit_json_quoted(a,
			"{'ingress':'INGRESS_TRAFFIC_ALL','traffic':[{'revision':'s-1','percent':100}],'template':{'scaling':{"
			"'maxInstanceCount':5},'timeout':'300s','containers':[{'image':'i:1',"
			"'env':[{'name':'A','value':'v'},{'name':"
			"'S','value':'other'}],'startupProbe':{'httpGet':{'path':'/up'}}}]}}"),
		NULL);
	assert_string_equal(drift_text(a, declared, is), "traffic: LATEST 100 % / s-1 100 %");
	assert_null(declared_form(a, unit_json_quoted(a, state_text), &elsewhere, &why));
	assert_non_null(strstr(why, "no google_cloud_run_v2_service s"));
	assert_null(declared_form(a, unit_json_quoted(a, "{'a':1}"), &s, &why));
	assert_non_null(strstr(why, "neither a manifest"));
	assert_null(declared_form(a,
		unit_json_quoted(a, "{'apiVersion':'serving.knative.dev/v1','kind':'Service','metadata':{'name':'t'}}"), &s,
		&why));
	assert_non_null(strstr(why, "declares the service t, not s"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_is_compared),
		cmocka_unit_test(a_manifest_that_agrees_has_no_drift),
		cmocka_unit_test(names_of_secrets_of_other_projects_are_resolved),
		cmocka_unit_test(files_and_service_scaling_are_compared),
		cmocka_unit_test(a_state_declares_at_any_depth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
