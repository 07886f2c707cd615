# Nothing was deployed for weeks, and the snapshot has the serving revision. It is judged, and a failure moves no
# traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 8640000 },
      { "name": "demo-backend-00042-xyz", "age_s": 2000000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
expect exit 0
rungate verify
expect exit 0
expect evidence services.backend.released && said.exists(s, s.contains('nothing was deployed since the snapshot of 20'))
expect evidence services.backend.judgedAgain
cloud apply [ { "service": "demo-backend", "app": { "/health": { "status": 503 } } } ]
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved' && reason.matches('not moved: backend: demo-backend-00042-xyz passed at .*, longer ago than rollback.release_window')
expect output contains nothing was deployed since the snapshot of 20
expect output contains       rungate rollback backend
expect requests PATCH * 0
