# The last pass of the release is older than rollback.release_window, and verify fails. The failure is reported with the
# date and the command for an explicit rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
rungate verify
expect exit 0
cloud apply [ { "service": "demo-backend", "app": { "/health": { "status": 503 } } } ]
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved' && services.backend.condemned
expect evidence reason.matches('not moved: backend: demo-backend-00042-xyz passed at 20[0-9-]+T[0-9:.]+Z, and was created at 20[0-9-]+T[0-9:.]+Z, longer ago than rollback.release_window')
expect output contains       rungate rollback backend
expect requests PATCH * 0
rungate verify
expect exit 3
expect evidence reason.contains('demo-backend-00042-xyz passed at')
expect requests PATCH * 0
rungate check
expect exit 3
expect output contains rungate rollback backend
rungate rollback backend
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
