# A new revision is deployed while the target is probed. The tag is removed on the fresh read; traffic stays as the
# deploy left it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "status": 503, "after_ms": 0, "for_ms": 1500 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "20s"; };
== run
background rungate drill
await PATCH * 1
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new" } } ]
finish
expect exit 3
expect evidence action == 'superseded' && drill[0].outcome == 'superseded'
expect desired demo-backend LATEST=100
expect traffic demo-backend demo-backend-00043-new=100
