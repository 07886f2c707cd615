# rollback.try_tag: rungate is killed while the target has the tag of the target check. It is still the target
# afterwards and loses the tag.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "delay_ms": 900 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "5s"; patience = "3s"; try_tag = true; };
== run
background rungate verify
await PATCH * 1
sh sleep 0.7
signal KILL
finish
expect desired demo-backend LATEST=100,demo-backend-00041-abc=0#rungate-try
rungate verify
expect exit 1
expect desired demo-backend demo-backend-00041-abc=100
