# --force overrides a hold but not other people's changes: a revision deployed during the rollback keeps its traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "no_rollback_past": "schema-12" } } } ] } },
  "faults": [ { "method": "GET", "path": "*services/demo-backend", "from": 2, "times": 1, "apply": [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-fix" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate rollback backend --force
expect exit 3
expect evidence action == 'superseded'
expect desired demo-backend LATEST=100
expect requests PATCH * 0
