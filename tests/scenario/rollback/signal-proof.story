# A signal arrives during the recovery check. Answers from before the move do not pass the recovery check.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "status": 500, "delay_ms": 400 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "state": "FAILED" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; every = "10ms"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "2s"; deadline = "5s"; };
policies = [ "policy.cfg" ];
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "sql"; severity = "critical"; expression = "sql.main.state == 'RUNNABLE'"; } );
== run
background rungate verify
await GET /health 4
signal INT
finish
expect exit 4
expect evidence action == 'rollback_failed' && !services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
