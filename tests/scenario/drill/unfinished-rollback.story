# A rollback was killed after its PATCH: a change of tags would hide how far it came, so nothing is drilled.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ], "reconcile_ms": 3000 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
sh sleep 3.2
rungate drill
expect exit 5
expect output contains rungate resume
expect requests PATCH * 1
