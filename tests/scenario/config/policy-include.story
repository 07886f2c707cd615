# A policy includes built-in policies and files. Each is judged once, however often it is included.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policies/main.cfg", "builtin:endpoints" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file policies/main.cfg
include = [ "builtin:endpoints", "sub/shared.cfg", "sub/shared.cfg" ];
rules = ( { id = "own"; severity = "critical"; expression = "probes.health.status == 200"; } );
== file policies/sub/shared.cfg
include = [ "builtin:endpoints" ];
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate verify
expect exit 0
expect evidence rules.filter(r, r.outcome != 'skipped').map(r, r.id) == ['probe-ok', 'probe-fast', 'up', 'own']
expect evidence policies.map(p, p.name) == ['builtin:endpoints', 'sub/shared.cfg', 'policies/main.cfg']
