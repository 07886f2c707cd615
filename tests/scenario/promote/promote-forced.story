# The last evidence has a failed verdict. promote --force overrides it, records that, and judges the candidate again.
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
rungate verify
expect exit 1
rungate promote backend --steps 100 --step-time 100ms
expect exit 3
expect evidence reason.contains('failed its last verdict') && !services.backend.condemned
rungate promote backend --steps 100 --step-time 100ms --force
expect exit 1
expect evidence verdict == 'failed' && services.backend.condemned && timeline.exists(e, e.event == 'verdict_overridden')
expect traffic demo-backend demo-backend-00041-abc=100
cloud apply [ { "service": "demo-backend", "app": { "/health": { "status": 200 } } } ]
rungate promote backend --steps 100 --step-time 100ms --force
expect exit 0
expect evidence said.exists(s, s.contains('--force overrides the failing verdict of'))
expect traffic demo-backend demo-backend-00042-xyz=100
rungate status
expect output contains demo-backend-00042-xyz (passed)
