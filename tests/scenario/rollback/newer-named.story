# Traffic is pinned to the previous revision. Every command that names it also names the newer revision without traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": {
    "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00043-fix", "age_s": 120 },
      { "name": "demo-backend-00090-new", "age_s": 60 } ],
    "traffic": [ { "revision": "demo-backend-00043-fix", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence services.backend.candidate == 'demo-backend-00043-fix' && said.exists(s, s.contains('demo-backend-00090-new is newer than demo-backend-00043-fix and has 0 % of the traffic'))
expect output contains rungate promote backend --candidate backend=demo-backend-00090-new
rungate status --candidate backend=demo-backend-00043-fix
expect output contains newer      backend: demo-backend-00090-new is newer than demo-backend-00043-fix
expect output contains rungate promote backend
rungate snapshot
expect exit 0
expect output contains demo-backend-00090-new is newer than demo-backend-00043-fix and has 0 % of the traffic
rungate promote backend --candidate backend=demo-backend-00043-fix --steps 100 --step-time 100ms
expect exit 0
expect output contains demo-backend-00090-new is newer than demo-backend-00043-fix
rungate promote --steps 100 --step-time 100ms
expect exit 0
expect traffic demo-backend demo-backend-00090-new=100
