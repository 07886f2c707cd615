# More connections can be opened than the database allows: instances times pool size, over all services that use it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "volumes": [ { "name": "cloudsql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "scaling": { "maxInstanceCount": 20 }, "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_POOL_SIZE", "value": "10" } ] } ] } } ] }, 
    "demo-worker": { "revisions": [ { "name": "demo-worker-00001-abc", "age_s": 300, "api": { "scaling": { "maxInstanceCount": 3 } } } ], "api": { "scaling": { "maxInstanceCount": 2 } } } },
  "sql": { "demo-db": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; worker = { service = "demo-worker"; }; };
sql = { main = { instance = "demo-db"; every = "50ms"; pool_env = "DB_POOL_SIZE"; pools = { worker = "4"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "pool-headroom"; severity = "critical"; expression = "sql.main.possibleConnections <= sql.main.maxConnections"; } );
== run
rungate verify
expect exit 1
expect evidence facts.sql.main.possibleConnections == 208 && facts.sql.main.maxConnections == 100
expect evidence facts.sql.main.pools == {'backend': 10, 'worker': 4}
