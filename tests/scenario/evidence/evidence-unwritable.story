# The evidence cannot be written. The release does not pass.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { file = "/proc/no-such/evidence.json"; };
== run
rungate verify
expect exit 74
expect requests PATCH * 0
expect evidence exitCode == 74 && reason.contains('could not be written')
expect output contains PASSED, NOT RECORDED
rungate audit
expect exit 0
