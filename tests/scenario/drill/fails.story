# The target starts, and its answers fail a critical rule. Nothing is moved, and the tag is removed.
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
rollback = { deadline = "5s"; patience = "1s"; };
== run
rungate drill
expect exit 3
expect evidence action == 'not_fit' && drill[0].outcome == 'unfit' && drill[0].reason.contains('503')
expect evidence !drill[0].probes[0].ok && drill[0].rules.exists(r, r.outcome == 'fail')
expect desired demo-backend LATEST=100
expect traffic demo-backend demo-backend-00042-xyz=100
