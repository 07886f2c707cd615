# The bucket does not exist, and the release is bad. Without the lock nothing is moved; the commands are printed.
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
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 4
expect output contains the lock in gs://acme-state/rungate could not be taken
expect output contains gcloud run services update-traffic demo-backend
expect output contains rungate rollback --state .rungate
expect requests PATCH * 0
rungate rollback --state .rungate
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
