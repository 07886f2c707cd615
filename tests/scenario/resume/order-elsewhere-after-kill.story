# An explicit rollback is killed before its change arrived. Then --baseline names another target. Traffic goes there,
# not to the first target.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "delay_ms": 2000, "status": 503 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate snapshot -o before.json
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
background rungate rollback backend --to demo-backend-00040-old
await PATCH * 1
signal KILL
finish
rungate rollback --dry-run
expect exit 0
expect output contains -> demo-backend-00041-abc 100 %
expect output lacks demo-backend-00040-old
rungate rollback backend --baseline before.json
expect exit 0
expect desired demo-backend demo-backend-00041-abc=100
rungate resume
expect exit 0
expect output contains nothing to resume
expect desired demo-backend demo-backend-00041-abc=100
