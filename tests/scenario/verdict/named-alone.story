# Only one service is named, and only that one is moved. The output says that the others stay and has the command that
# would move them too.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend":  { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ] },
    "demo-auth":     { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110, "app": { "/health": { "status": 503 } } } ] },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00007-abc", "age_s": 864000 }, { "name": "demo-frontend-00008-xyz", "age_s": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; frontend = { service = "demo-frontend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; }; }; auth_health = { http = { service = "auth"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate check auth
expect exit 3
expect output contains rungate rollback auth
rungate verify auth
expect exit 1
expect evidence services.auth.condemned && services.auth.move == 'done' && services.backend.released && !has(services.backend.move)
expect traffic demo-auth demo-auth-00017-abc=100
expect traffic demo-backend demo-backend-00042-xyz=100
expect traffic demo-frontend demo-frontend-00008-xyz=100
expect requests PATCH * 1
expect output contains services of the same release that were not named, so their traffic was not moved: backend frontend
expect output contains       rungate rollback backend frontend
rungate rollback backend frontend
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-frontend demo-frontend-00007-abc=100
