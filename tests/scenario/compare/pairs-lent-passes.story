# rollback.try_tag: the release passes with pairs at the lent tags, which are taken away again. The rest of the traffic
# block stays as it was.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "10s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; };
== run
rungate verify
expect exit 0
expect desired demo-backend LATEST=100
expect requests PATCH * 2
expect evidence facts.comparisons.backend_health.minutes >= 4 && facts.comparisons.backend_health.reason == 'no probe of either has failed so far'
