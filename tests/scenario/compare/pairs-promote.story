# promote with pairs: the tags are lent once and stay through the steps, and are taken away at the end.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "10s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; differential = "off"; };
== run
rungate promote backend --steps 10,50,100 --step-time 200ms
expect exit 0
expect desired demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 5
expect evidence timeline.filter(e, e.event == 'tags_for_trial').size() == 1 && facts.comparisons.backend_health.minutes >= 8
