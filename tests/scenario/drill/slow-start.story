# The target fails while it starts, and answers well within rollback.patience.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "status": 503, "after_ms": 0, "for_ms": 1500 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "20s"; };
== run
rungate drill
expect exit 0
expect evidence drill[0].outcome == 'fit'
expect desired demo-backend LATEST=100
