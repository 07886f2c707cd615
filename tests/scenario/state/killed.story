# A machine is lost after the first of three PATCHes. Another one, which has nothing but the bucket, finishes the rollback
# when the lock has expired. No PATCH is sent twice, and the evidence tells both halves.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} }, "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ], "reconcile_ms": 300 },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ], "reconcile_ms": 300 },
    "demo-mail": { "revisions": [ { "name": "demo-mail-00007-abc", "age_s": 864000 }, { "name": "demo-mail-00008-xyz", "age_s": 110 } ], "reconcile_ms": 300 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = { location = "gs://acme-state/rungate"; lease = "2s"; };
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; mail = { service = "demo-mail"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "20s"; wait = true; };
evidence = { dir = ".rungate/evidence"; };
== run
background rungate rollback
await PATCH * 1
signal KILL
finish
sh rm -rf .rungate
rungate resume --wait 30s
expect exit 0
expect output contains was taken over
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00017-abc=100
expect traffic demo-mail demo-mail-00007-abc=100
expect requests PATCH * 3
expect evidence sequence == 1 && journal.goesOnWith != ''
expect evidence journal.records.exists(x, x.event == 'begin') && journal.records.exists(x, x.event == 'resume')
sh rm -rf .rungate
rungate resume
expect exit 0
expect output contains nothing to resume
rungate audit
expect exit 0
