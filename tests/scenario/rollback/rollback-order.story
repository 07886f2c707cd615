# RB21: explicit rollback: first a dry run, then the rollback, then one to a named revision. The serving revision is
# never the target.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate rollback backend --dry-run
expect exit 0
expect requests PATCH * 0
expect output contains demo-backend-00041-abc 100 %
rungate rollback backend
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
rungate rollback backend --to demo-backend-00040-old
expect exit 0
expect traffic demo-backend demo-backend-00040-old=100
rungate rollback backend --to demo-backend-00040-old
expect exit 3
rungate rollback backend --to demo-backend-99999-no
expect exit 3
expect requests PATCH * 2
