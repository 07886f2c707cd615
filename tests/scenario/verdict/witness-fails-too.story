# Candidate and baseline fail for a short time. The early round does not count, and rounds keep their interval.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "sequence": [ { "status": 503 }, {} ] } } } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00041-abc", "tag": "old" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "500ms"; passes = 2; failures = 2; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; differential = "off"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "sequence": [ { "status": 503 }, { "status": 503 }, {} ] } } } } ]
sh sleep 0.3
rungate verify demo-backend
expect exit 0
expect evidence rounds[1].hurried && rounds[1].outcomes.health == 'fail' && rounds[1].stale == [ 'health' ]
expect evidence size(rounds) == 4 && rounds.filter(r, has(r.hurried)).size() == 1
expect evidence timeline.exists(t, t.event == 'witness_failed')
expect requests PATCH * 0
rungate audit
expect exit 0
