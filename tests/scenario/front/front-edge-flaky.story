# The candidate fails intermittently when probed directly. Its good answers in between do not prevent the rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 503, "every": 2 } } } ],
    "edge": { "*": { "status": 502, "headers": { "Server": "nginx" }, "body": "bad gateway" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "300ms"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect traffic demo-backend demo-backend-00041-abc=100
