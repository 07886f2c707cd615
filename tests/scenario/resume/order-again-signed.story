# An explicit rollback with signed records is killed after its change arrived. The same command finishes it and does not
# go back a second revision.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-old", "age_s": 900 },
      { "name": "demo-backend-00041-abc", "age_s": 600 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ], "reconcile_ms": 700 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { key = "release.pem"; };
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem
background rungate rollback
await PATCH * 1
signal KILL
finish
sh sleep 1
rungate rollback
expect exit 0
expect evidence action == 'rolled_back' && journal.goesOnWith != ''
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
