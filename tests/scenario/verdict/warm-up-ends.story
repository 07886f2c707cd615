# A probe never succeeds. It fails the release three rounds after the end of its warm-up, not before.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 0, "app": { "/items": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; };
           items  = { http = { service = "backend"; path = "/items"; timeout = "1s"; }; }; };
gate = { warmup = "3s"; interval = "100ms"; passes = 2; failures = 3; deadline = "15s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "items"; severity = "critical"; expression = "probes.items.ok"; } );
== run
rungate verify
expect exit 1
expect evidence rounds.filter(r, r.outcomes.items == 'fail' && !('items' in (has(r.warming) ? r.warming : []))).size() == 3
expect evidence timestamp(rounds[size(rounds) - 1].at) - timestamp(startedAt) > duration('2s')
expect evidence timestamp(rounds[size(rounds) - 1].at) - timestamp(startedAt) < duration('8s')
expect output contains items
rungate audit
expect exit 0
