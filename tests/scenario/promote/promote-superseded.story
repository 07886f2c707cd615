# promote: someone else moves traffic between two steps. The promotion stops and keeps that change.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } ]

background rungate promote --steps 20,100 --step-time 1500ms
await PATCH * 1
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } ]
finish
expect exit 3
expect evidence action == 'superseded' || action == 'stopped'
expect desired demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
rungate audit
expect exit 0
