# A revision with a small share of the split has no tag URL and fails. Users are probed often enough to reach it, and
# the rollback is not reported as successful.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "app": { "/health": { "status": 500 } } },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 98 }, { "revision": "demo-backend-00040-old", "percent": 2 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 3; failures = 3; deadline = "6s"; };
rollback = { confirm = "2s"; deadline = "5s"; patience = "1s"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } }, "traffic": [ { "latest": true, "percent": 100 } ] } ]
rungate verify
expect exit 4
expect evidence action == 'rollback_failed' && reason.contains('users are still not served') && reason.contains('answered 500') && !services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=98,demo-backend-00040-old=2
