# The process is killed when its PATCH was accepted. The next one still reads the state before it, and judges that: its
# fresh read shows the change, and it goes on with that rollback, instead of taking it for a change by somebody else.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "reconcile_ms": 1500, "read_lag_reads": 2 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
rungate audit
expect exit 0
