# An observation that is made once fails within its warm-up and is repeated. The first answer does not count.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 0, "app": { "/items": { "sequence": [ { "status": 503 }, { "status": 503 }, {} ] } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { items = { journey = ( { name = "list"; http = { service = "backend"; path = "/items"; }; } ); }; };
gate = { warmup = "10s"; interval = "100ms"; passes = 2; failures = 3; deadline = "20s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "items"; severity = "critical"; expression = "probes.items.ok"; } );
== run
rungate verify
expect exit 0
expect evidence rounds.exists(r, r.outcomes.items == 'fail')
expect requests GET /items 3
rungate audit
expect exit 0
