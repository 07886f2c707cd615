# The candidate forwards the 403 page of another service. An older revision answers normally, so the 403 is not a
# rejection by Cloud Run.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00041-abc", "tag": "before" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [{"service": "demo-backend", "deploy": {"name": "demo-backend-00042-xyz", "app": {"/health": {"status": 403, "type": "text/html", "body": "<title>403 Forbidden</title><h1>Error: Forbidden</h1>"}}}}]
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
