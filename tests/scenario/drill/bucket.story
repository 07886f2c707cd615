# The memory of runs is a bucket: a drill on another machine takes the lock there, and finds the baseline.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } }, "buckets": { "acme-state": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill --state gs://acme-state/rungate
expect exit 0
expect objects acme-state/rungate/evidence/* 1
expect objects acme-state/rungate/journal/* 0
expect desired demo-backend LATEST=100
sh rm -rf .rungate
rungate audit --state gs://acme-state/rungate
expect exit 0
