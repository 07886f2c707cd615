# The second credential cannot be obtained. This is reported at the start of the run, not at the rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "identity": { "accounts": { "deployer@demo.iam.gserviceaccount.com": { "impersonators": [] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; required = true; impersonate = "deployer@demo.iam.gserviceaccount.com"; };
== run
rungate verify
expect exit 5
expect output contains would not be able to move the traffic
expect output contains roles/iam.serviceAccountTokenCreator
expect requests PATCH * 0
