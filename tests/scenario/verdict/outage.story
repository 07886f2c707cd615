# Many faults in one release. Each cause is named. Those of the release are rolled back, and those that a rollback
# cannot repair are reported. The image of one service's last good revision is gone, so the one before it is taken; and a
# worker pool was left behind on the version before.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "shop-backend":  { "revisions": [ { "name": "shop-backend-00041-abc", "age_s": 864000,
        "app": { "/ws": { "websocket": { "wait": true, "messages": [ { "type": "agent_started" }, { "type": "agent_completed" } ] } } },
        "api": { "labels": { "commit-sha": "v1" }, "scaling": { "maxInstanceCount": 40 }, "vpcAccess": { "connector": "projects/demo/locations/us-central1/connectors/shop-vpc" },
          "containers": [ { "image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "JWT_SECRET", "value": "one" } ] } ] } } ] },
    "shop-auth":     { "revisions": [ { "name": "shop-auth-00016-cde", "age_s": 964000, "api": { "labels": { "commit-sha": "v1" } } },
        { "name": "shop-auth-00017-dfe", "age_s": 864000, "api": { "labels": { "commit-sha": "v1" } } } ] },
    "shop-frontend": { "revisions": [ { "name": "shop-frontend-00007-kwz", "age_s": 864000, "api": { "labels": { "commit-sha": "v1" } } } ] },
    "shop-edge":     { "tls": { "host": "old.shop.test" }, "revisions": [ { "name": "shop-edge-00002-bcd", "age_s": 8640000 } ] } },
  "workers": { "shop-mail": { "revisions": [ { "name": "shop-mail-00003-efg", "age_s": 864000, "api": { "labels": { "commit-sha": "v1" } } } ] } },
  "registry": { "images": { "shop-auth-00017-dfe": { "gone": true } } },
  "sql": { "shop-db": {} }, "redis": {}, "connectors": { "shop-vpc": {} },
  "dns": { "names": { "api.shop.example.com": { "addresses": [ "127.0.0.1" ], "every": 3, "fail": "SERVFAIL" } } },
  "secrets": { "shop-key": { "versions": { "3": "ENABLED" }, "aliases": { "latest": "3" } } },
  "metrics": [
    { "type": "cloudsql.googleapis.com/database/postgresql/num_backends", "resource": { "database_id": "demo:shop-db" }, "labels": { "database": "shop" }, "value": 99 },
    { "type": "vpcaccess.googleapis.com/connector/instances", "resource": { "connector_name": "shop-vpc" }, "value": 10 } ],
  "logs": [ { "service": "shop-backend", "revision": "shop-backend-00042-xyz", "severity": "ERROR", "text": "remaining connection slots are reserved", "count": 40 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; ca_file = "ca.pem";
services = { backend = { service = "shop-backend"; }; auth = { service = "shop-auth"; }; frontend = { service = "shop-frontend"; };
             edge = { service = "shop-edge"; }; };
workers = { mail = { pool = "shop-mail"; }; };
sql = { main = { instance = "shop-db"; pools = { backend = "5"; }; }; };
redis = { cache = { instance = "shop-cache"; }; };
connectors = { vpc = { connector = "shop-vpc"; }; };
probes = {
  backend_health = { http = { service = "backend"; path = "/health"; expect = "status == 200 && json.status == 'healthy'"; timeout = "2s"; }; };
  agent_events   = { websocket = { service = "backend"; path = "/ws"; send = [ "{\"type\":\"ping\"}" ]; events = [ "agent_started", "agent_completed" ];
                                   within = "2s"; timeout = "2s"; }; };
  auth_health    = { http = { service = "auth"; path = "/health"; timeout = "2s"; }; };
  api_name       = { dns = { host = "api.shop.example.com"; server = "@DNS@"; timeout = "2s"; }; };
  edge_cert      = { tls = { service = "edge"; timeout = "2s"; }; };
  p1_tests       = { command = { argv = [ "sh", "p1.sh" ]; junit = "p1.xml"; timeout = "10s"; }; };
};
metrics = { connections = { sql = "main"; metric = "connections"; }; instances = { connector = "vpc"; metric = "instances"; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; }; };
source = { repository = "."; commit = "v2"; required_paths = [ "backend/monitoring/**" ]; };
gate = { warmup = "1s"; interval = "200ms"; passes = 3; failures = 3; deadline = "25s"; };
rollback = { confirm = "10s"; };
== file p1.sh
curl -sf @URI:shop-backend@/health > out || failed='<failure message="chat: no reply"/>'
echo "<testsuite name='p1'><testcase classname='p1' name='login'/><testcase classname='p1' name='chat'>$failed</testcase></testsuite>" > p1.xml
test -z "$failed"
== file backend/monitoring/metrics.py
COUNTERS = {}
== file backend/app.py
from monitoring import metrics
== file .dockerignore
**/monitoring
== run
sh git init -q .; git add backend; git commit -qm one; git tag v1; echo "#" >> backend/app.py; git add .dockerignore backend; git commit -qm two; git tag v2
rungate snapshot
expect exit 0
cloud apply [ { "service": "shop-backend", "deploy": { "name": "shop-backend-00042-xyz", "app": { "/health": { "status": 503, "body": { "status": "unhealthy" } }, "/ws": { "status": 503 } }, "api": { "labels": { "commit-sha": "v2" }, "timeout": "600s", "scaling": { "maxInstanceCount": 40 }, "vpcAccess": { "connector": "projects/demo/locations/us-central1/connectors/shop-vpc" }, "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:shop-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "JWT_SECRET", "value": "one" }, { "name": "REDIS_URL", "value": "redis://10.0.0.9:6379/0" }, { "name": "AGENT_URL", "value": "${AGENT_URL}" }, { "name": "API_KEY", "valueSource": { "secretKeyRef": { "secret": "shop-key", "version": "latest" } } } ] } ] } } }, { "service": "shop-auth", "deploy": { "name": "shop-auth-00018-qrs", "api": { "labels": { "commit-sha": "v2" }, "containers": [ { "image": "us-docker.pkg.dev/demo/shop/auth:v2", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "JWT_SECRET", "value": "another" } ] } ] } } }, { "service": "shop-frontend", "deploy": { "name": "shop-frontend-00008-tuv", "api": { "labels": { "commit-sha": "v1" } } } } ]
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect evidence ['backend', 'auth', 'frontend'].all(s, services[s].released) && !services.edge.released
expect evidence rules.exists(r, r.id == 'sql-budget' && r.outcome == 'fail' && r.message.contains('may open 200 connections, 400 during a rollout and 400 during a rollback; it accepts 97 (flag max_connections); most of them: backend'))
expect evidence rules.filter(r, r.severity == 'critical' && r.outcome == 'fail').map(r, r.id + ' ' + (has(r.key) ? r.key : '')).sort() == ['probe-ok agent_events', 'probe-ok backend_health', 'tests-passed p1_tests']
expect evidence ['redis-serving', 'redis-host-known', 'sql-connections', 'connections-left', 'no-template-placeholders', 'jwt-secrets-agree', 'certificate-good', 'source-kept', 'source-deployed', 'logged-errors-few'].all(id, rules.exists(r, r.id == id && r.severity == 'error' && r.outcome == 'fail'))
expect evidence ['worker-not-left-behind', 'connector-room', 'connector-instances-left', 'request-timeout-sane', 'one-commit', 'secrets-pinned', 'name-steady'].all(id, rules.exists(r, r.id == id && r.severity == 'warning' && r.outcome == 'fail'))
expect output contains the upgrade was refused: 503
expect output contains backend, auth, frontend: gcloud last changed this service
expect output contains the build leaves out backend/monitoring/metrics.py
expect output contains api_name: some users cannot find the host: api.shop.example.com: 1 of 3 lookups at @DNS@ failed: Temporary failure in name resolution (SERVFAIL)
expect output contains not for 127.0.0.1 but for old.shop.test
expect traffic shop-backend shop-backend-00041-abc=100
expect output contains shop-auth-00017-dfe is not used as the target: its image us-docker.pkg.dev/demo/r/shop-auth@sha256:
expect output contains shop-mail was left behind: it still runs shop-mail-00003-efg, of an older version than backend, auth
expect traffic shop-auth shop-auth-00016-cde=100
expect traffic shop-mail shop-mail-00003-efg=100
expect traffic shop-frontend shop-frontend-00007-kwz=100
expect traffic shop-edge shop-edge-00002-bcd=100
expect requests PATCH * 3
expect evidence causes.symptoms[0].rules.map(r, r.id + ' ' + r.key) == ['probe-ok backend_health', 'probe-ok agent_events', 'logged-errors-few errors']
expect evidence causes.symptoms[0].findings[0].id == 'no-template-placeholders' && ['no-template-placeholders', 'jwt-secrets-agree', 'redis-host-known', 'sql-connections', 'connections-left', 'secrets-pinned', 'one-commit', 'request-timeout-sane', 'sql-budget'].all(i, causes.symptoms[0].findings.exists(f, f.id == i && f.standing == 'new'))
expect evidence causes.symptoms.filter(s, has(s.itself)).map(s, s.rules[0].key) == ['edge_cert', 'api_name']
expect evidence causes.alsoWrong == []
rungate report --why .rungate/evidence
expect exit 0
expect output contains likely      shop-backend-00042-xyz still has template placeholders in AGENT_URL
expect output lacks Services
rungate audit
expect exit 0
rungate status
expect exit 0
expect output contains baseline   none
expect output lacks none (none)
