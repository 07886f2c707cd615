# RB11: an explicit rollback is killed half-way. The same command finishes it and does not go back a second revision.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend":  { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ], "reconcile_ms": 900 },
    "demo-auth":     { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ], "reconcile_ms": 900 },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00007-abc", "age_s": 864000 }, { "name": "demo-frontend-00008-xyz", "age_s": 100 } ], "reconcile_ms": 900 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; frontend = { service = "demo-frontend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth_health = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; frontend_health = { http = { service = "frontend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; wait = true; };
== run
background rungate rollback
await PATCH * 1
signal KILL
finish
rungate check
expect output contains did not finish
rungate status
expect exit 0
expect output contains attention: a rollback
rungate rollback
expect exit 0
expect evidence verdict == 'ordered' && action == 'rolled_back'
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00017-abc=100
expect traffic demo-frontend demo-frontend-00007-abc=100
expect requests PATCH * 3
