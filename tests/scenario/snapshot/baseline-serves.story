# rollback --baseline: all traffic is already on the target and is not moved further back. A part of the split that
# serves now is no obstacle.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot -o before.json
rungate rollback backend --baseline before.json
expect exit 3
expect requests PATCH * 0
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 90 }, { "revision": "demo-backend-00040-old", "percent": 10 } ] } ]
rungate snapshot -o split.json
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } ]
rungate rollback backend --baseline split.json
expect exit 0
expect desired demo-backend demo-backend-00041-abc=90,demo-backend-00040-old=10
