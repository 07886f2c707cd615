# An explicit rollback is held by rollback.hold over the facts that it reads, and by nothing else. --force overrides it,
# and this is recorded.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
data = { migrations = "m.json"; };
rollback = { hold = "data.migrations.changed && sql.main.state == 'RUNNABLE'"; };
== file m.json
{ "changed": true }
== run
rungate rollback backend
expect exit 3
expect evidence action == 'not_moved' && reason.contains('a hold forbids')
expect requests PATCH * 0
expect requests GET /health 0
rungate rollback backend --force
expect exit 0
expect evidence timeline.exists(t, t.event == 'hold_overridden') && said.exists(s, s.contains('--force overrides a hold'))
expect traffic demo-backend demo-backend-00041-abc=100
