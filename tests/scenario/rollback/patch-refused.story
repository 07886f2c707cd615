# GCP20: the permission to move traffic is missing. This is reported at the start, and the PATCH is still tried once.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "denied": [ "run.services.update" ], "faults": [ { "method": "PATCH", "path": "*", "status": 403, "message": "Permission 'run.services.update' denied." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect output contains may not move the traffic
expect output contains roles/run.developer
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 1
