# One probe succeeds at once and the other only after two seconds. Each has its own warm-up.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 0, "app": { "/items": { "status": 503, "for_ms": 2000 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; };
           items  = { http = { service = "backend"; path = "/items"; timeout = "1s"; }; }; };
gate = { warmup = "6s"; interval = "100ms"; passes = 2; failures = 3; deadline = "12s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "items"; severity = "critical"; expression = "probes.items.ok"; } );
== run
rungate verify
expect exit 0
expect evidence rounds.filter(r, r.outcomes.items == 'fail').size() > 3
expect evidence rounds.filter(r, r.outcomes.items == 'fail').all(r, has(r.warming) && 'items' in r.warming)
expect evidence rounds.all(r, !has(r.warming) || !('health' in r.warming) || r.round == 1)
expect requests PATCH * 0
rungate audit
expect exit 0
