# Traffic was moved back, but users are still not served. The cause is shared, and manual action is needed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "status": 503 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect evidence action == 'rollback_failed' && reason.contains('still not served')
expect traffic demo-backend demo-backend-00041-abc=100
expect evidence 'rungate rollback backend --to demo-backend-00042-xyz' in next && 'rungate rollback backend --to demo-backend-00040-old' in next && 'rungate promote backend' in next
rungate rollback backend --to demo-backend-00040-old
expect exit 0
expect traffic demo-backend demo-backend-00040-old=100
