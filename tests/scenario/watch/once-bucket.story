# The bucket remembers: calls on different machines are one watch. A bucket that fails is said, and the look counts alone.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": { } },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
evidence = { dir = ".rungate/evidence"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
rungate watch --once --bake 1h
expect exit 0
expect objects acme-state/rungate/watch/* 1
sh rm -rf .rungate; sleep 0.1
cloud apply [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } ]
rungate watch --once --bake 1h
expect exit 5
sh rm -rf .rungate; sleep 0.1
cloud apply [ { "faults": [ { "path": "*watch*", "status": 403 } ] } ]
rungate watch --once --bake 1h
expect exit 5
expect output contains this watch is not remembered
expect evidence watch.rounds == 1
cloud apply [ { "faults": [ ] } ]
sh rm -rf .rungate; sleep 0.1
rungate watch --once --bake 1h
expect exit 5
sh rm -rf .rungate; sleep 0.1
rungate watch --once --bake 1h
expect exit 1
expect evidence watch.failedRows['probe-ok[health]'] == 2 && watch.rounds == 4
expect traffic demo-backend demo-backend-00041-abc=100
