# Killed while the first PATCH was on its way, and lost. The resumed one is refused: Cloud Run cannot serve the journalled
# target. Nothing has moved, and resume goes on to the next fit target, as the run itself would have done.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [
    { "method": "PATCH", "path": "*/demo-backend", "times": 1, "status": 503, "delay_ms": 20000 },
    { "method": "PATCH", "path": "*/demo-backend", "from": 2, "times": 1, "status": 400,
      "message": "Revision 'demo-backend-00041-abc' is not ready and cannot serve traffic. Container import failed." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
background rungate verify
await PATCH */demo-backend 1
signal KILL
finish
rungate resume
expect exit 0
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.move == 'done'
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is passed over: Cloud Run cannot serve it'))
expect evidence journal.goesOnWith != ''
expect traffic demo-backend demo-backend-00040-old=100
expect requests PATCH */demo-backend 3
rungate resume
expect exit 0
expect output contains nothing to resume
rungate audit
expect exit 0
