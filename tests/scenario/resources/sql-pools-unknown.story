# A pool size is not a number. The sum is unknown, not smaller.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "volumes": [ { "name": "cloudsql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_POOL_SIZE", "value": "lots" } ] } ] } } ] } },
  "sql": { "demo-db": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo:us-central1:demo-db"; pool_env = "DB_POOL_SIZE"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "pool-headroom"; severity = "critical"; expression = "sql.main.possibleConnections <= sql.main.maxConnections"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
expect output lacks lots
rungate facts --set gate.deadline=20s
expect output contains its DB_POOL_SIZE has no valid number
