# As target-dead-at-move, but the PATCH itself is refused; and of two services only the one with the dead target goes on
# to its next one.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [
      { "name": "demo-auth-00016-old", "age_s": 964000 },
      { "name": "demo-auth-00017-abc", "age_s": 864000 },
      { "name": "demo-auth-00018-xyz", "age_s": 110 } ] } },
  "faults": [ { "method": "PATCH", "path": "*/demo-backend", "times": 1, "status": 400,
    "message": "Revision 'demo-backend-00041-abc' is not ready and cannot serve traffic. Container import failed." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00040-old' && services.auth.baseline == 'demo-auth-00017-abc'
expect evidence services.backend.move == 'done' && services.auth.move == 'done'
expect traffic demo-backend demo-backend-00040-old=100
expect traffic demo-auth demo-auth-00017-abc=100
expect requests PATCH */demo-backend 2
expect requests PATCH */demo-auth 1
