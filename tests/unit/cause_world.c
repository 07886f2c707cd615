/* SPDX-License-Identifier: Apache-2.0 */
/* cause_world.c: a healthy world of facts and observations, for units of the tree of causes. */
#include "cause_world.h"
#include "../../gate/source/cloud/revision.h"
#include "../../gate/source/source.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* ---- A healthy world: api and web are released, edge and worker are not ----------------------------------- */

#define REVISION(name, image, commit, more) \
	"{'name':'" name "','ready':true,'readyMessage':'','percent':100,'image':'" image "','commit':'" commit \
	"','maxInstances':10,'minInstances':0,'timeoutSeconds':300,'concurrency':80,'healthCheckDisabled':false," \
	"'network':'','subnetwork':'','secretVolumes':[],'conditions':{}," more "}"
#define API \
	"'connector':'vpc','sqlInstances':['p:r:db'],'secrets':{},'redis':{'CACHE':{'instance':'cache1','known':true}}," \
	"'env':{'JWT_SECRET':{'placeholder':false,'empty':false,'digest':'s1','secret':''},'AGENT':{'placeholder':false," \
	"'empty':false,'digest':'a1','secret':''}}"
#define WEB \
	"'connector':'','sqlInstances':[],'secrets':{},'redis':{},'env':{'JWT_SECRET':{'placeholder':false,'empty':false," \
	"'digest':'s1','secret':''}}"
#define WORKER "'connector':'','sqlInstances':['p:r:db'],'secrets':{},'redis':{},'env':{}"
#define PLAIN  "'connector':'','sqlInstances':[],'secrets':{},'redis':{},'env':{}"
#define SERVICE(name, released, candidate, more) \
	"{'service':'" name \
	"','project':'p','region':'r','state':'OK','ready':true,'readyMessage':'','reconciling':false," \
	"'pinned':false,'minInstances':0,'maxInstances':0,'released':" released ",'candidate':" candidate more "}"

/* clang-format off */
static const char services_text[] =
	"{'api':" SERVICE("shop-api", "true", REVISION("api-2", "i@2", "bbbbbbb2", API),
		",'baseline':" REVISION("api-1", "i@1", "aaaaaaa1", API))
	",'web':" SERVICE("shop-web", "true", REVISION("web-2", "w@2", "bbbbbbb2", WEB),
		",'baseline':" REVISION("web-1", "w@1", "aaaaaaa1", WEB))
	",'worker':" SERVICE("shop-worker", "false", REVISION("worker-1", "k@1", "aaaaaaa1", WORKER), "")
	",'edge':" SERVICE("shop-edge", "false", REVISION("edge-1", "e@1", "", PLAIN), "") "}";
static const char others_text[] =
	"{'sql':{'main':{'instance':'db','project':'p','region':'r','connectionName':'p:r:db','state':'RUNNABLE',"
	"'activationPolicy':'ALWAYS','diskState':'NORMAL','maintenanceSoon':false,'ipv4Enabled':true,'networkName':'',"
	"'maxConnections':100,'possibleConnections':50,'pools':{'api':5}}},"
	"'redis':{'cache':{'kind':'redis','instance':'cache1','project':'p','region':'r','state':'READY',"
	"'networkName':'','maintenanceSoon':false}},"
	"'connectors':{'vpc':{'connector':'vpc','project':'p','region':'r','state':'READY','maxInstances':10,"
	"'atMaxInstances':false}},"
	"'probes':{'health':{'ok':true,'ms':9,'error':'','status':200},'page':{'ok':true,'ms':9,'error':'','status':200},"
	"'events':{'ok':true,'ms':9,'error':'','status':101,'events':[]},"
	"'p1':{'ok':true,'ms':9,'error':'','exitCode':0,'timedOut':false,'signal':0},"
	"'name':{'ok':true,'ms':9,'error':'','lookups':3,'failures':0},"
	"'cert':{'ok':true,'ms':9,'error':'','daysLeft':90,'host':'edge.test'}},"
	"'metrics':{'conns':{'metric':'connections','value':20,'limit':100,'ratio':0.2,'samples':5},"
	"'instances':{'metric':'instances','value':3,'limit':10,'ratio':0.3,'samples':5}},"
	"'logs':{'errors':{'count':0,'truncated':false,'samples':[]}},"
	"'comparisons':{},'passports':{},'data':{},'deploy':{},"
	"'source':{'commit':'bbbbbbb2','dirty':false,'deployed':{'api':true,'web':true},"
	"'changed':['api/app.py','.dockerignore'],'required':1,'excluded':[],'missing':[]},"
	"'release':{'id':'x','round':3}}";
/* clang-format on */

void cause_set(struct arena *a, struct json *root, const char *path, const char *value)
{
	const char *dot = strrchr(path, '.');
	struct json *of = json_at(root, arena_strndup(a, path, (size_t)(dot - path)));
	assert_non_null(of);
	json_set(of, arena_strdup(a, dot + 1), unit_json_quoted(a, value));
}

static struct config_http http_of_api = { .reach = { .service = "api" } };
static struct config_http http_of_web = { .reach = { .service = "web" } };
static struct config_websocket socket_of_api = { .reach = { .service = "api" } };
static struct config_command command = { .reach = { .service = NULL } };
static struct config_dns dns = { .host = "shop.example.com" };
static struct config_tls tls = { .reach = { .service = "edge" } };
static struct config_probe health = { .http = &http_of_api, .kind = PROBE_HTTP, .reach = &http_of_api.reach };
static struct config_probe page = { .http = &http_of_web, .kind = PROBE_HTTP, .reach = &http_of_web.reach };
static struct config_probe events = {
	.websocket = &socket_of_api, .kind = PROBE_WEBSOCKET, .reach = &socket_of_api.reach
};
static struct config_probe p1 = { .command = &command, .kind = PROBE_COMMAND, .reach = &command.reach };
static struct config_probe name = { .dns = &dns, .kind = PROBE_DNS, .reach = &dns.reach };
static struct config_probe cert = { .tls = &tls, .kind = PROBE_TLS, .reach = &tls.reach };
static struct config_metric conns = { .sql = "main" }, instances = { .connector = "vpc" };
static struct config_log errors = { .service = "api" };

void cause_observe(struct cause_world *w, const struct source *source, const char *alias, const void *config)
{
	struct observations *all = &w->observations;
	struct observation *l = ARENA_NEW(w->a, struct observation);
	*l = (struct observation){ .source = source, .alias = alias, .config = config, .count = 1 };
	l->value = json_get(json_get(w->facts, group_name(source->group)), alias);
	all->items = arena_grow(w->a, all->items, all->n, &all->cap, sizeof(*all->items));
	all->items[all->n++] = l;
}

static void observe_all(struct cause_world *w)
{
	cause_observe(w, &source_http, "health", &health);
	cause_observe(w, &source_http, "page", &page);
	cause_observe(w, &source_websocket, "events", &events);
	cause_observe(w, &source_command, "p1", &p1);
	cause_observe(w, &source_dns, "name", &name);
	cause_observe(w, &source_tls, "cert", &cert);
	cause_observe(w, &source_metric, "conns", &conns);
	cause_observe(w, &source_metric, "instances", &instances);
	cause_observe(w, &source_log, "errors", &errors);
}

struct policy cause_policy(struct arena *a, const char *text)
{
	struct options o = { 0 };
	struct conf_errors all = { .a = a };
	struct json *list = json_new_array(a), *one = json_new_object(a);
	struct policy p;
	struct err e;
	json_set_string(a, one, "name", "own");
	json_set_string(a, one, "text", text);
	json_add(list, one);
	if (text && policy_of_evidence(a, secrets_new(a), list, &p, &e))
		fail_msg("%s", e.text);
	if (!text && policy_read(a, secrets_new(a), &o, NULL, &p, &all))
		fail_msg("%s", all.items[0].text);
	return p;
}

struct cause_world *cause_world_new(const char *policy)
{
	struct arena *a = arena_new();
	struct cause_world *w = ARENA_NEW(a, struct cause_world);
	w->a = a;
	w->facts = unit_json_quoted(a, others_text);
	json_set(w->facts, "services", unit_json_quoted(a, services_text));
	w->policy = cause_policy(a, policy);
	observe_all(w);
	return w;
}

/* finding: of the target check about the probe; NULL: it was not asked. */
void cause_differ_of(struct cause_world *w, const char *probe, const char *finding)
{
	if (finding)
		w->differential = unit_json_quoted(w->a,
			arena_printf(w->a,
				"{'mode':'report','asked':[{'probe':'%s','failing':true,'target':'api-1','finding':'%s'}]}", probe,
				finding));
}

void cause_differ(struct cause_world *w, const char *finding)
{
	cause_differ_of(w, "health", finding);
}

static void put_changes(struct cause_world *w, const char *alias)
{
	struct json *s = json_get(json_get(w->facts, "services"), alias);
	json_set(s, "changes", changes_between(w->a, json_get(s, "baseline"), json_get(s, "candidate")));
}

struct json *cause_tree_of(struct cause_world *w)
{
	put_changes(w, "api");
	put_changes(w, "web");
	judge(w->a, &w->policy, w->facts, &w->outcomes);
	w->judged = (struct judged){ .a = w->a, .facts = w->facts, .outcomes = w->outcomes, .log = json_new_array(w->a) };
	causes_of_run(w->a, &w->observations, &w->judged, &w->in);
	w->in.facts = w->facts;
	w->in.differential = w->differential;
	w->in.proof = w->proof;
	w->tree = causes_tree(w->a, &w->in);
	return w->tree;
}

const char *cause_printed(struct cause_world *w)
{
	struct buf b = BUF_MAX(1024 * 1024);
	if (w->tree)
		json_print(w->tree, JSON_PRETTY, &b);
	const char *text = arena_strdup(w->a, buf_text(&b));
	buf_free(&b);
	return text;
}

static bool is_rule(const struct json *v, const char *id, const char *key)
{
	return str_is(json_text(json_get(v, "id")), id) && (!key || str_is(json_text(json_get(v, "key")), key));
}

/* Returns the symptom that this rule shows. */
const struct json *cause_symptom_of(struct cause_world *w, const char *id, const char *key)
{
	const struct json *all = json_get(w->tree, "symptoms");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *rules = json_get(json_item(all, i), "rules");
		for (size_t k = 0; k < json_size(rules); k++)
			if (is_rule(json_item(rules, k), id, key))
				return json_item(all, i);
	}
	return NULL;
}

/* Returns its place below the symptom, or -1. */
int cause_place_of(const struct json *symptom, const char *id, const char *key, struct str *standing)
{
	const struct json *all = json_get(symptom, "findings");
	for (size_t i = 0; i < json_size(all); i++) {
		if (!is_rule(json_item(all, i), id, key))
			continue;
		*standing = json_text(json_get(json_item(all, i), "standing"));
		return (int)i;
	}
	return -1;
}

bool cause_stands_apart(struct cause_world *w, const char *id, const char *key)
{
	const struct json *all = json_get(w->tree, "alsoWrong");
	for (size_t i = 0; i < json_size(all); i++)
		if (is_rule(json_item(all, i), id, key))
			return true;
	return false;
}

bool cause_is_named(struct cause_world *w, const char *id, const char *key)
{
	const struct json *all = json_get(w->tree, "symptoms");
	struct str standing;
	for (size_t i = 0; i < json_size(all); i++)
		if (cause_place_of(json_item(all, i), id, key, &standing) >= 0)
			return true;
	return cause_symptom_of(w, id, key) || cause_stands_apart(w, id, key);
}
