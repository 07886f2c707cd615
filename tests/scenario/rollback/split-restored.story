# RB08: the 70/30 split from before the release is restored exactly.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00040-old", "percent": 30 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } }, "traffic": [ { "latest": true, "percent": 100 } ] } ]
rungate verify
expect exit 1
expect evidence services.backend.baselineSource == 'snapshot'
expect traffic demo-backend demo-backend-00041-abc=70,demo-backend-00040-old=30
