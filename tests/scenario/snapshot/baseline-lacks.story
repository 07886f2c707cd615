# The snapshot of --baseline lacks the released service. rungate does not guess a target.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== file other.json
{ "takenAt": "2026-01-01T00:00:00Z", "services": {} }
== run
rungate verify --baseline other.json
expect exit 5
expect output contains it does not contain this service
expect requests PATCH * 0
