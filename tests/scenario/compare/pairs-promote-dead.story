# promote with pairs: the candidate dies at its first step, and all traffic goes back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600, "app": { "/health": { "status": 503, "after_requests": 40 } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; every = "1h"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "10s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; differential = "off"; };
== run
rungate promote backend --steps 10,50,100 --step-time 40s
expect exit 1
expect desired demo-backend demo-backend-00041-abc=100
expect evidence rules.exists(r, r.id == 'not-worse' && r.outcome == 'fail')
