# The snapshot of --baseline is not usable. The verdict is inconclusive, and no other target is used.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot -o now.json
expect exit 0
cloud apply [ { "service": "demo-backend", "recreate": true } ]
rungate verify --baseline now.json
expect exit 5
expect evidence reason.contains('cannot be used')
expect requests PATCH * 0
