# RB02: the target fails a probe that the candidate passes. It is rejected, and the next older revision is used.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/login": { "status": 500 } } } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00041-abc", "tag": "old" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; login = { http = { service = "backend"; path = "/login"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; patience = "1s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00040-old' && said.exists(s, s.contains('00041-abc is not used as the target: probe login at its tag URL'))
expect traffic demo-backend demo-backend-00040-old=100
