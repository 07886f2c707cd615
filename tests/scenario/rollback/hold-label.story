# RB20: a revision with the hold label prevents a rollback past it. --force overrides it, and this is recorded.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "no_rollback_past": "migration-7" } }, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence action == 'not_moved' && reason.contains('no_rollback_past')
expect requests PATCH * 0
rungate rollback backend --force
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
