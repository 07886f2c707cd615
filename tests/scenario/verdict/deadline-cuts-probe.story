# Two probes failed and the deadline interrupts the third. Two failures are fewer than gate.failures, so no traffic is
# moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "delay_ms": 60000 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "800ms"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
== run
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && decidedBy == 'deadline' && rounds.size() <= 4
expect requests PATCH * 0
