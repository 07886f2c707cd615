# A good release of three services passes, and no change is sent.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend":  { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ] },
    "demo-auth":     { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ] },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00007-abc", "age_s": 864000 }, { "name": "demo-frontend-00008-xyz", "age_s": 100 } ] } },
  "sql": { "demo-db": {} }, "redis": { "demo-cache": {} }, "connectors": { "demo-vpc": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; frontend = { service = "demo-frontend"; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
probes = {
  backend_health  = { http = { service = "backend"; path = "/health"; expect = "status == 200 && json.status == 'healthy'"; }; };
  auth_health     = { http = { service = "auth"; path = "/health"; }; };
  frontend_health = { http = { service = "frontend"; path = "/"; }; };
};
gate = { warmup = "1s"; interval = "100ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; };
== run
rungate verify
expect output contains evidence: .rungate/evidence/2
expect exit 0
expect evidence verdict == 'passed' && action == 'none' && exitCode == 0
expect evidence rules.all(r, r.outcome in ['pass', 'skipped'])
expect evidence services.backend.candidate == 'demo-backend-00042-xyz' && services.backend.baseline == 'demo-backend-00041-abc'
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 0
expect output contains PASSED
