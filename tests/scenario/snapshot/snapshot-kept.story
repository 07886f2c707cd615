# A snapshot of a passing state is not replaced by one whose revision never passed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify backend
expect exit 0
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate snapshot
expect exit 0
expect output contains the snapshot was not replaced
expect output contains has no passing verdict
