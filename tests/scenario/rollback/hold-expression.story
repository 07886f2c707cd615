# An expression in rollback.hold over the facts prevents the rollback.
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
rollback = { hold = "data.migrations.changed"; confirm = "3s"; deadline = "5s"; };
data = { migrations = "m.json"; };
== file m.json
{ "changed": true }
== run
rungate verify
expect exit 3
expect evidence action == 'not_moved' && reason.contains('a hold forbids')
expect requests PATCH * 0
