# A retention policy keeps every object. Locks and snapshots are superseded, journals are marked as complete.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { "retention_s": 3600 } },
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
sh rm -rf .rungate
rungate resume
expect exit 0
expect output contains nothing to resume
rungate snapshot
expect exit 0
rungate rollback backend --to demo-backend-00042-xyz
expect exit 0
rungate audit
expect exit 0
expect output contains 2 audited, 0 wrong
