# A signal comes while the target is probed: the tag is removed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "status": 503 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "30s"; };
== run
background rungate drill
await PATCH * 1
await GET /health 1
signal TERM
finish
expect exit 143
expect evidence verdict == 'interrupted' && drill[0].outcome == 'unknown'
expect desired demo-backend LATEST=100
