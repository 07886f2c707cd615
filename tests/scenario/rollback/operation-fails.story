# GCP07: Cloud Run cannot apply the change. Manual action is needed, and the output has the command for it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "operation": { "fail": { "code": 13, "message": "Internal error while moving traffic." } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect evidence action == 'rollback_failed' && reason.contains('Internal error while moving traffic')
expect output contains gcloud run services update-traffic demo-backend --to-revisions=demo-backend-00041-abc=100
