# gate.unknown = "rollback" treats an unknown rule as a failed one. With severity error the release is not approved, and
# it is not rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": {} }, "faults": [ { "path": "*/instances/demo-db", "status": 403 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
policies = [ "builtin:cloud-run", "p.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; unknown = "rollback"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file p.cfg
rules = ( { id = "db"; severity = "error"; expression = "sql.main.state == 'RUNNABLE'"; } );
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved'
expect requests PATCH * 0
