# The observing account may not move traffic. The account of rollback.impersonate may, and it makes the calls that
# belong to the rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "identity": { "accounts": { "deployer@demo.iam.gserviceaccount.com": { "impersonators": ["test-token"] } },
  "denied": { "test-token": ["run.services.update"] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; impersonate = "deployer@demo.iam.gserviceaccount.com"; };
== run
rungate verify
expect exit 1
expect requests as test-token PATCH * 0
expect requests as deployer@demo.iam.gserviceaccount.com PATCH * 1
expect requests as deployer@demo.iam.gserviceaccount.com GET */operations/* >= 1
expect output lacks is missing
expect evidence actors.exists(a, a.role == 'rollback' && a.id.startsWith('deployer@'))
expect traffic demo-backend demo-backend-00041-abc=100
