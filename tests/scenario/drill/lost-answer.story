# The answers to both PATCHes are lost. The service is read, and none is repeated.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 2, "reset_after": true } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill
expect exit 0
expect requests PATCH * 2
expect desired demo-backend LATEST=100
