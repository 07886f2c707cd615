# rollback.wait and a signal: the changes of the waiting services are still sent, and every service is reported.
== cloud
{ "project": "demo", "region": "us-central1", "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ], "reconcile_ms": 20000 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
rollback = { confirm = "1s"; deadline = "20s"; wait = true; };
== run
background rungate verify
await PATCH * 1
signal INT
sh sleep 1.5
signal TERM
finish
expect exit 4
expect requests PATCH * 2
