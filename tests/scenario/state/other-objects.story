# The bucket is full of other things, also below the same prefix. They are neither used nor changed.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { "objects": { "readme.txt": "hello", "rungate/notes.txt": "hello", "rungate/evidence/zzz.txt": "hello", "rungate/journal/x": "hello", "rungate/journal/x/y/z": "hello", "rungate/journal/aa/000001": "hello", "rungate/baseline/demo/us-central1/demo-backend/zzz": "hello", "rungate/index/demo/us-central1/demo-backend/999999990.passed": "", "rungate/index/demo/us-central1/demo-backend/x.failed": "" } } },
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
rungate audit
expect exit 0
