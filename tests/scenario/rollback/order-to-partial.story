# The target of an explicit rollback already has a part of the traffic. It gets all of it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00042-xyz", "percent": 30 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
== run
rungate rollback backend --to demo-backend-00042-xyz
expect exit 0
expect traffic demo-backend demo-backend-00042-xyz=100
rungate rollback backend --to demo-backend-00042-xyz
expect exit 3
expect evidence reason.contains('nothing to move')
rungate rollback backend --to demo-backend-00041-abc --dry-run --json
expect exit 0
expect output contains planned only; nothing was moved (--dry-run)
expect traffic demo-backend demo-backend-00042-xyz=100
