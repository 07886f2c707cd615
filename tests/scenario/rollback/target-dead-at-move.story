# The target reads ready, and Cloud Run cannot start it any more, which shows when it gets the traffic: the operation
# fails. The rollback goes on to the next target, as a change of its own in the journal.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-old", "age_s": 974000 },
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "dead": "Container import failed." },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
rungate verify
expect exit 1
expect evidence action == 'rolled_back' && services.backend.baseline == 'demo-backend-00040-old' && services.backend.move == 'done'
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is passed over: Cloud Run cannot serve it') && s.contains('Container import failed'))
expect evidence timeline.exists(t, t.event == 'target_unfit' && t.detail.contains('00041-abc'))
expect traffic demo-backend demo-backend-00040-old=100
expect desired demo-backend demo-backend-00040-old=100
expect requests PATCH * 2
rungate resume
expect exit 0
expect output contains nothing to resume
expect requests PATCH * 2
