# The bucket does not exist. A good release is judged, but a pass needs its record.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": null },
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
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate verify
expect exit 74
expect output contains gcloud storage buckets create gs://acme-state
expect requests PATCH * 0
rungate snapshot
expect exit 74
