# A change that Cloud Run could not apply stands as the desired split. It is sent again, and that PATCH breaks off before it
# is applied: what stands is still the failed change, and does not say that ours was taken. It is sent once more.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "operation": { "fail": { "code": 13, "message": "could not be applied" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "8s"; };
== run
rungate verify
expect exit 4
expect desired demo-backend demo-backend-00041-abc=100
expect traffic demo-backend demo-backend-00042-xyz=100
cloud apply [ { "service": "demo-backend", "operation": {} }, { "faults": [ { "method": "PATCH", "path": "*", "times": 1, "reset": true } ] } ]
rungate resume
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 3
