# The snapshot in the bucket is torn. It is not used, and `snapshot` does not replace what it cannot read.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { "objects": { "rungate/baseline/demo/us-central1/demo-backend/999999999": "{\"format\":1,\"takenAt" } } },
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
expect exit 74
expect output contains gs://acme-state/rungate/baseline/demo/us-central1/demo-backend
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect output contains the snapshot is ignored
expect evidence services.backend.baselineSource == 'guess'
