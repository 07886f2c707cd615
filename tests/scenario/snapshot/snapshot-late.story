# A snapshot that was taken after the deploy is detected: the candidate is recent and never passed, and nothing was
# deployed since.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 503 } } } ] },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00006-old", "age_s": 3000000 }, { "name": "demo-frontend-00007-abc", "age_s": 2000000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; frontend = { service = "demo-frontend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
expect exit 0
rungate verify --baseline .rungate/baseline.json
expect exit 5
expect evidence reason.contains('cannot be used for backend: it was taken at')
rungate verify
expect exit 1
expect evidence action == 'rolled_back' && services.backend.released && !services.frontend.released
expect evidence said.exists(s, s.contains('backend: the snapshot is ignored: it was taken at') && s.contains('after demo-backend-00042-xyz was deployed'))
expect evidence services.backend.baselineSource == 'guess'
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-frontend demo-frontend-00007-abc=100
expect requests PATCH */demo-frontend 0
