# Each step runs on a machine that has never seen the others. They share only the bucket.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
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
sh rm -rf .rungate
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect evidence services.backend.baselineSource == 'snapshot'
expect evidence sequence == 1
expect traffic demo-backend demo-backend-00041-abc=100
sh rm -rf .rungate
rungate verify
expect exit 3
expect output contains already rolled back
expect evidence sequence == 2 && previous != ''
expect requests PATCH * 1
sh rm -rf .rungate
rungate audit gs://acme-state/rungate
expect exit 0
expect output contains 2 audited, 0 wrong
rungate history
expect output contains ROLLED BACK
