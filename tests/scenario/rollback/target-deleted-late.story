# The target was listed, and is deleted while the candidate is judged: its own read, beside the fresh read of the service,
# shows it before traffic moves, and the next older revision is taken.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "app": true, "path": "/health", "times": 1, "apply": [ { "service": "demo-backend", "remove": "demo-backend-00041-abc" } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00040-old' && said.exists(s, s.contains('demo-backend-00041-abc is passed over: does not exist any more'))
expect evidence timeline.exists(t, t.event == 'target_unfit' && t.detail.contains('00041-abc'))
expect traffic demo-backend demo-backend-00040-old=100
expect requests PATCH * 1
