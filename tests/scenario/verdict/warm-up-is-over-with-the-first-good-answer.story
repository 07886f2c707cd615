# Both probes succeeded, then one fails within the warm-up time. The failure counts immediately.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 0, "app": { "/items": { "status": 503, "after_requests": 5 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; };
           items  = { http = { service = "backend"; path = "/items"; timeout = "1s"; }; }; };
gate = { warmup = "30s"; interval = "100ms"; passes = 2; failures = 3; deadline = "60s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "items"; severity = "critical"; expression = "probes.items.ok"; } );
== run
rungate verify --set gate.passes=50
expect exit 1
expect evidence size(rounds) < 15 && rounds[0].outcomes.items == 'pass'
expect evidence rounds.filter(r, r.outcomes.items == 'fail').size() == 3
