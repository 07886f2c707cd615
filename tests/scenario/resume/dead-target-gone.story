# Killed before a PATCH took effect, and one target is deleted since. The fresh reads show it before anything is sent: that
# service goes to its next fit target, and the other one to the target that the journal has.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [
      { "name": "demo-auth-00016-old", "age_s": 964000 },
      { "name": "demo-auth-00017-abc", "age_s": 864000 },
      { "name": "demo-auth-00018-xyz", "age_s": 110 } ] } },
  "faults": [ { "method": "PATCH", "path": "*/demo-*", "times": 2, "status": 503, "delay_ms": 20000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
background rungate verify
await PATCH */demo-* 2
signal KILL
finish
cloud apply [ { "service": "demo-backend", "remove": "demo-backend-00041-abc" } ]
rungate resume
expect exit 0
expect evidence services.backend.move == 'done' && services.auth.move == 'done'
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is passed over: does not exist any more'))
expect traffic demo-backend demo-backend-00040-old=100
expect traffic demo-auth demo-auth-00017-abc=100
expect requests PATCH */demo-backend 2
expect requests PATCH */demo-auth 2
