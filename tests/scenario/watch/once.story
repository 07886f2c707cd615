# A scheduler calls watch --once: each call looks once, and the calls are one watch. A look that changes nothing
# writes no evidence.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
rungate watch --once --bake 1h --set gate.interval=10ms
expect exit 0
expect evidence command == 'watch' && verdict == 'inconclusive' && action == 'none' && exitCode == 0 && decidedBy == 'look'
expect evidence watch.once && watch.rounds == 1 && reason.contains('all rules hold; the bake goes on until')
expect output contains all rules hold
sh ls .rungate/evidence/2*.json | wc -l > before; sleep 0.1
rungate watch --once --bake 1h --set gate.interval=10ms
expect exit 0
sh ls .rungate/evidence/2*.json | wc -l | cmp - before && sleep 0.1
expect exit 0
cloud apply [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } ]
rungate watch --once --bake 1h --set gate.interval=10ms
expect exit 5
expect evidence verdict == 'inconclusive' && exitCode == 5 && watch.rounds == 3 && reason.startsWith('probe-ok health')
sh sleep 0.1
rungate watch --once --bake 1h --set gate.interval=10ms
expect exit 5
sh sleep 0.1
expect requests PATCH * 0
rungate watch --once --bake 1h --set gate.interval=10ms
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && watch.failedRows['probe-ok[health]'] == 2
expect traffic demo-backend demo-backend-00041-abc=100
rungate audit
expect exit 0
rungate watch --once --bake 1h
expect exit 3
expect output contains already rolled back
