# Every write is answered with 412, as if another run were always first.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } }, "faults": [ { "method": "POST", "path": "/storage/v1/b/acme-state/o/*", "status": 412, "body": "{\"error\":{\"code\":412,\"message\":\"conditionNotMet\",\"errors\":[{\"reason\":\"conditionNotMet\"}]}}" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== run
rungate snapshot
expect exit 74
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify --set rollback.deadline=2s
expect exit 4
expect requests PATCH * 0
