# A newer version of the program wrote the lock. Nothing is moved.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { "objects": { "rungate/lock/demo/us-central1/demo-backend/999999999": "{\"format\":2}" } } },
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
rungate rollback --to demo-backend-00041-abc --pin
expect exit 4
expect output contains gs://acme-state/rungate/lock/demo/us-central1/demo-backend
expect output contains is not a lock that this version of rungate understands
expect requests PATCH * 0
