# A machine that held the lock did not renew it for its whole time. The lock is taken over, and that is said.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { "objects": { "rungate/lock/demo/us-central1/demo-backend/999999999": { "age_s": 120, "text": "{\"format\":1,\"run\":\"0d1c0000-0000-4000-8000-000000000000\",\"command\":\"verify\",\"who\":\"\",\"host\":\"runner-7\",\"pid\":12,\"url\":\"https://ci.example.com/runs/7\",\"at\":\"2026-01-02T03:04:05.678Z\",\"milliseconds\":60000,\"held\":true}" } } } },
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== run
rungate rollback --to demo-backend-00041-abc --pin
expect exit 0
expect output contains was taken over
expect output contains runner-7
expect desired demo-backend demo-backend-00041-abc=100
