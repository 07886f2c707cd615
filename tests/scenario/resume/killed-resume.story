# RB11: rungate is killed after it sent the PATCH and before the confirmation. resume finds the change applied, follows
# it, and records one outcome.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "reconcile_ms": 700 } } }
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
rungate resume --dry-run
expect exit 0
expect output contains to demo-backend-00041-abc 100 %
rungate resume
expect exit 0
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect evidence journal.goesOnWith != '' && journal.records.exists(r, r.event == 'intent') && journal.records.exists(r, r.event == 'resume')
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
rungate resume
expect exit 0
expect output contains nothing to resume
rungate audit
expect exit 0
