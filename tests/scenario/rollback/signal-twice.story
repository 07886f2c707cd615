# RB16: a second signal ends the wait. The output names what is not confirmed, with the command.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "reconcile_ms": 20000 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate verify --set rollback.deadline=40s
await PATCH * 1
signal INT
await GET */services/demo-backend 8
signal INT
finish
expect exit 4
expect evidence action == 'rollback_failed' && services.backend.move == 'unknown'
expect output contains gcloud run services update-traffic demo-backend --to-revisions=demo-backend-00041-abc=100
expect requests PATCH * 1
