# The target cannot be started, and it is labelled no_rollback_past: the revision behind it is not tried.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "dead": "Container import failed.", "api": { "labels": { "no_rollback_past": "true" } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
rungate verify
expect exit 4
expect evidence said.exists(s, s.contains('no further target is tried') && s.contains('demo-backend-00041-abc is labelled no_rollback_past'))
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 1
