# A rollback ended with exit 4 and the service was repaired by hand. verify judges it, passes, and does not resume the
# rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "status": 403, "times": 1, "message": "Permission 'run.services.update' denied" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect requests PATCH * 1
cloud apply [ { "service": "demo-backend", "app": { "/health": { "status": 200 } } } ]
rungate verify
expect exit 0
expect evidence verdict == 'passed' && action == 'none' && decidedBy == 'rounds'
expect requests PATCH * 1
expect traffic demo-backend demo-backend-00042-xyz=100
rungate resume
expect exit 0
expect output contains nothing to resume
expect requests PATCH * 1
