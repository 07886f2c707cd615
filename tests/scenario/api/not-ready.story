# The new revision never became ready. Users are still on the old revision, so no traffic is moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "ready": false, "message": "The user-provided container failed to start." } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved' && reason.contains('nothing to move')
expect evidence rules.exists(r, r.id == 'candidate-ready' && r.outcome == 'fail' && r.message.contains('failed to start'))
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 0
