# The candidate is deleted during the run. The service still exists, and its candidate is unobserved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "GET", "path": "*/revisions/demo-backend-00042-xyz", "status": 404 },
    { "method": "GET", "path": "*/revisions", "from": 2, "body": "{\"revisions\":[{\"name\":\"projects/demo/locations/us-central1/services/demo-backend/revisions/demo-backend-00041-abc\"}]}" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence rules.exists(r, r.id == 'service-exists' && r.outcome == 'unknown')
expect output contains demo-backend-00042-xyz no longer exists
expect requests PATCH * 0
