# Values that a config can express in more than one form. Default timeouts are shortened to fit a short deadline.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = "1"; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; headers = ( "X-One: $${HOME}", "X-Two: 2" ); }; }; };
data = { plan = "${PLAN}.json"; };
policies = ( "builtin:cloud-run", "rules.cfg" );
gate = { warmup = "0s"; interval = "80ms"; passes = "2"; failures = 0x3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; wait = "false"; };
== file rules.cfg
rules = ( { id = "plan-held"; severity = "error"; each = "data"; expression = "key == 'plan' && it.replicas == 3"; },
          { id = "healthy"; severity = "critical"; expression = "probes.health.ok"; } );
== file declared.json
{ "replicas": 3 }
== run
env PLAN=declared
rungate check --verbose
expect exit 0
expect evidence rules.exists(r, r.id == 'plan-held' && r.key == 'plan' && r.outcome == 'pass') && facts.data.plan.replicas == 3
expect output lacks [redacted]
rungate check demo-backend demo-backend -c none.cfg
expect exit 2
rungate check backend demo-backend
expect exit 0
