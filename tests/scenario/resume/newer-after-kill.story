# rungate is killed half-way. Then a fixed revision takes the traffic of the other service. It stays, no suggested
# command reverts it, and the journal entry is closed.
== cloud
{ "project": "demo", "region": "us-central1", "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00040-old", "age_s": 964000 }, { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ], "reconcile_ms": 900 },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00016-old", "age_s": 964000 }, { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ], "reconcile_ms": 900 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "5s"; wait = true; };
== run
background rungate rollback
await PATCH * 1
signal KILL
finish
sh sleep 1.2
cloud apply [ { "service": "demo-auth", "deploy": { "name": "demo-auth-00019-fix" } }, { "service": "demo-auth", "traffic": [ { "latest": true, "percent": 100 } ] } ]
sh sleep 1.2
rungate resume
expect exit 4
expect desired demo-auth LATEST=100
expect output lacks --to-revisions=demo-auth
rungate status
expect output lacks attention
expect exit 0
rungate resume
expect exit 0
rungate verify backend
expect output lacks did not finish
