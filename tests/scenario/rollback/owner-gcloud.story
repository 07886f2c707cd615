# gcloud changed the service last: nothing will undo the rollback, and the output names no other tool.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "api": { "client": "gcloud", "clientVersion": "569.0.0" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify
expect exit 1
expect output contains backend: gcloud (569.0.0) last changed this service
expect output lacks Terraform
