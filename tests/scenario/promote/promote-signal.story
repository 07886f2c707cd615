# promote: a signal arrives between two steps. Neither the output nor the exit code says that nothing was changed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
      "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate promote backend --steps 20,100 --step-time 3s
await PATCH * 1
sh sleep 0.8
signal INT
finish
expect exit 4
expect evidence action == 'stopped' && !reason.contains('before anything was changed')
expect desired demo-backend demo-backend-00041-abc=80,demo-backend-00042-xyz=20,demo-backend-00042-xyz=0#next
expect output contains rungate rollback
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
