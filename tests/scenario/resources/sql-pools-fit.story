# The config has the pool size. A service that does not mount the instance is not counted.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "volumes": [ { "name": "cloudsql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "scaling": { "maxInstanceCount": 4 }, "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [  ] } ] } } ] }, 
    "demo-worker": { "revisions": [ { "name": "demo-worker-00001-abc", "age_s": 300, "api": { "scaling": { "maxInstanceCount": 3 } } } ], "api": { "scaling": { "maxInstanceCount": 2 } } } },
  "sql": { "demo-db": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; worker = { service = "demo-worker"; asked = false; }; };
sql = { main = { instance = "demo-db"; pool = 5; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "pool-headroom"; severity = "critical"; expression = "sql.main.possibleConnections <= sql.main.maxConnections"; } );
== run
rungate verify
expect exit 0
expect evidence facts.sql.main.possibleConnections == 20 && facts.sql.main.pools == {'backend': 5}
