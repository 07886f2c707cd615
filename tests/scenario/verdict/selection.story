# Only the named service is judged. The rule of another service does not count.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ] }, "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100, "app": { "/health": { "status": 500 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; };
probes = { auth_health = { http = { service = "auth"; path = "/health"; }; }; health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate check backend
expect exit 0
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'auth_health' && r.outcome == 'skipped')
rungate check demo-auth
expect exit 3
rungate check
expect exit 3
expect requests PATCH * 0
