# The rungate process is stopped while it probes a healthy release. Timeouts in that time are not failures of the
# service.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 200, "delay_ms": 200 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "500ms"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 1; deadline = "20s"; };
== run
background rungate verify
await GET /health 1
signal STOP
sh sleep 1
signal CONT
finish
expect exit 0
expect output contains did not run for
expect evidence verdict == 'passed'
expect evidence timeline.exists(t, t.event == 'starved')
expect requests PATCH * 0
