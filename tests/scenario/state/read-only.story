# The credential may read the bucket, but not write to it.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } }, "denied": [ "storage.objects.create", "storage.objects.delete" ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== run
rungate verify
expect exit 74
expect output contains storage.objects.create
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 4
expect requests PATCH * 0
