# With a second credential, status shows each credential with its permissions.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "accounts": { "deployer@demo.iam.gserviceaccount.com": { "impersonators": ["test-token"] } }, "denied": { "test-token": ["run.services.update"] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; impersonate = "deployer@demo.iam.gserviceaccount.com"; };
== run
rungate status --credentials
expect exit 0
expect output contains moves traffic
expect output contains account     deployer@demo.iam.gserviceaccount.com
expect output contains may         run.services.update
