# Another machine is moving the traffic of the service. This run moves nothing, and says who holds the lock.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { "objects": { "rungate/lock/demo/us-central1/demo-backend/999999999": { "age_s": 5, "text": "{\"format\":1,\"run\":\"0d1c0000-0000-4000-8000-000000000000\",\"command\":\"verify\",\"who\":\"\",\"host\":\"runner-7\",\"pid\":12,\"url\":\"https://ci.example.com/runs/7\",\"at\":\"2026-01-02T03:04:05.678Z\",\"milliseconds\":60000,\"held\":true}" } } } },
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
expect exit 75
expect output contains runner-7
expect output contains https://ci.example.com/runs/7
expect output contains 2026-01-02T03:04:05.678Z
expect requests PATCH * 0
