# RB03: all traffic is already on the target. No change is sent.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "ready": false } ],
    "effective": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ], "failed": "Revision is not ready." } } }
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
expect requests PATCH * 0
