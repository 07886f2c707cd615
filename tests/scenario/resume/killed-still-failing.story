# rungate is killed before its change arrived, and the release still fails. The next verify judges it again and moves it
# once.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "delay_ms": 2000, "status": 503 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
rungate verify
expect exit 1
expect evidence verdict == 'failed' && decision == 'condemned' && action == 'rolled_back' && said.exists(s, s.contains('did not finish'))
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 2
rungate resume
expect exit 0
expect output contains nothing to resume
rungate audit
expect exit 0
