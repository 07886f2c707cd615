# The list is stale. An explicit rollback waits until the newest revision is known, then moves traffic away from that
# revision.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "lists_lack": [ { "revision": "demo-backend-00042-xyz" } ] } },
  "faults": [ { "method": "GET", "path": "*/revisions/demo-backend-00042-xyz", "times": 2, "status": 404 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate rollback backend
expect exit 0
expect evidence services.backend.candidate == 'demo-backend-00042-xyz'
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
