# Only the named services are judged. It does not matter that another service of the config is missing or has no new
# revision.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100 } ],
      "traffic": [ { "revision": "demo-auth-00001-abc", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; gone = { service = "demo-gone"; }; };
probes = { auth_health = { http = { service = "auth"; path = "/health"; }; }; health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify backend
expect exit 0
expect evidence services.backend.judged && !services.auth.judged && !services.gone.judged
rungate verify auth
expect exit 5
expect evidence reason.contains('serves nothing')
rungate verify demo-gone backend
expect exit 5
expect evidence reason.contains('demo-gone')
