# As in arrives-unread, and the other service cannot be read before the deadline: nothing is decided, nobody is blamed,
# and what to do next is said.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth":    { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "delay_ms": 20000, "status": 503 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth_health = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; wait = true; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
cloud apply [ { "faults": [ { "path": "*/services/demo-backend", "status": 503, "times": 1000 }, { "method": "GET", "path": "*/services/demo-auth", "from": 2, "times": 1, "apply": [ { "service": "demo-auth", "traffic": [ { "revision": "demo-auth-00017-abc", "percent": 100 } ] } ] } ] } ]
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && action == 'none' && reason.contains('was begun and not finished, and backend could not be read')
expect output contains when backend can be read again: rungate resume
expect output lacks superseded
expect requests PATCH * 1
cloud apply [ { "faults": [ ] } ]
rungate resume
expect exit 0
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00017-abc=100
expect requests PATCH * 2
