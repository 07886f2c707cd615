# A rollback was killed after it sent its PATCH. resume cannot read the service at first and does not see the change
# take effect. It exits with 4 and says what to do.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "reconcile_ms": 60000 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "2s"; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
cloud apply [ { "faults": [ { "path": "*/services/demo-backend", "status": 503, "times": 5 } ] } ]
rungate resume
expect exit 4
expect output contains gcloud run services update-traffic demo-backend --to-latest --region=us-central1 --project=demo
expect requests PATCH * 1
