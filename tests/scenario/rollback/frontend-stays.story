# A frontend that was not released for weeks is not moved when the backend is rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00006-old", "age_s": 3000000 }, { "name": "demo-frontend-00007-abc", "age_s": 2000000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { frontend = { service = "demo-frontend"; }; backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-frontend demo-frontend-00007-abc=100
expect evidence services.backend.released && !services.frontend.released
expect requests PATCH */demo-frontend 0
