# While it waits, a run tells in its log which rule fails, the answer, and what comes after how many failures. --quiet
# tells nothing.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503, "body": "down" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== run
rungate check
expect exit 3
expect output contains probe-ok health: answered 503: down; 1 of 3, then failed
rungate check -q
expect exit 3
expect output lacks round 1
