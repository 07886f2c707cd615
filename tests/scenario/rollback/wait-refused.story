# rollback.wait: the change of the middle service is denied. The others are moved in order, and resume moves the
# remaining one.
== cloud
{ "project": "demo", "region": "us-central1", "services": {
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00007-abc", "age_s": 864000 }, { "name": "demo-frontend-00008-xyz", "age_s": 100 } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00040-old", "age_s": 964000 }, { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ], "reconcile_ms": 900 },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00016-old", "age_s": 964000 }, { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ], "reconcile_ms": 900 } }, "faults": [ { "method": "PATCH", "path": "*demo-auth*", "times": 1, "status": 403, "message": "denied" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; frontend = { service = "demo-frontend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "8s"; wait = true; };
== run
rungate rollback
expect exit 4
expect traffic demo-frontend demo-frontend-00007-abc=100
expect traffic demo-backend demo-backend-00041-abc=100
expect desired demo-auth LATEST=100
expect output contains update-traffic demo-auth --to-revisions=demo-auth-00017-abc=100
rungate resume
expect exit 0
expect traffic demo-auth demo-auth-00017-abc=100
expect requests PATCH * 4
