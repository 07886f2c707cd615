# Rounds follow each other without an interval. They use no more reads than the quota of a small project allows, and the
# rollback still has the reads that it needs.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "*": { "every": 2, "status": 500 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "10ms"; passes = 5; failures = 5; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect requests GET /v2/* <= 280
expect requests GET /v2/* >= 60
