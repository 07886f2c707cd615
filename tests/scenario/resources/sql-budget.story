# The budget of connections: two revisions of the release at once, and what else of the region uses the database. The
# limit is the default of the tier, which nobody has looked up: 100, of which 3 are reserved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "api": { "scaling": { "maxInstanceCount": 6 } }, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "scaling": { "maxInstanceCount": 3 }, "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_POOL", "value": "12" } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "scaling": { "maxInstanceCount": 8 }, "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_POOL", "value": "10" } ] } ] } } ] },
    "reports": { "revisions": [ { "name": "reports-00001-abc", "age_s": 864000 } ], "api": { "scaling": { "scalingMode": "MANUAL", "manualInstanceCount": 2 }, "template": { "containers": [ { "image": "i", "env": [ { "name": "INSTANCE", "value": "demo:us-central1:demo-db" }, { "name": "DB_POOL", "value": "4" } ] } ] } } },
    "static": { "revisions": [ { "name": "static-00001-abc", "age_s": 864000 } ], "api": { "template": { "containers": [ { "image": "i" } ] } } } },
  "beside": {
    "jobs": { "migrate": { "template": { "taskCount": 10, "parallelism": 2, "template": { "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "i" } ] } } },
              "other": { "template": { "template": { "containers": [ { "image": "i" } ] } } } },
    "workerPools": { "mail": { "scaling": { "manualInstanceCount": 3 }, "template": { "containers": [ { "image": "i", "args": [ "demo:us-central1:demo-db" ] } ] } } } },
  "sql": { "demo-db": { "settings": { "tier": "db-custom-1-3840", "databaseFlags": [] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; pool = 1; pool_env = "DB_POOL"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate check
expect exit 0
expect evidence facts.sql.main.budget.by.backend == {'kind': 'service', 'pool': 10, 'instances': 6, 'possible': 60, 'atRollout': 96, 'atRollback': 96}
expect evidence facts.sql.main.budget.by['service reports'].possible == 8 && facts.sql.main.budget.by['job migrate'].possible == 2 && facts.sql.main.budget.by['worker pool mail'].possible == 3
expect evidence size(facts.sql.main.budget.by) == 4
expect evidence facts.sql.main.budget.possible == 73 && facts.sql.main.budget.atRollout == 109 && facts.sql.main.budget.atRollback == 109
expect evidence facts.sql.main.budget.limit == 97 && facts.sql.main.budget.reserved == 3 && facts.sql.main.budget.limitSource == 'default' && facts.sql.main.budget.known
expect evidence !has(facts.sql.main.maxConnections)
expect output contains all users of Cloud SQL demo-db may open 73 connections, 109 during a rollout and 109 during a rollback; it accepts 97 (default of db-custom-1-3840); most of them: backend;
expect requests GET /v2/projects/demo/locations/us-central1/jobs 1
expect requests GET /v2/projects/demo/locations/us-central1/workerPools 1
rungate check --policy builtin:production
expect evidence rules.exists(r, r.id == 'sql-budget-kept' && r.outcome == 'fail')
cloud apply [ { "sql": { "demo-db": { "settings": { "tier": "db-custom-1-3840", "databaseFlags": [], "connectionPoolConfig": { "connectionPoolingEnabled": true, "flags": [ { "name": "max_client_connections", "value": "200" } ] } } } } } ]
rungate check
expect exit 0
expect evidence facts.sql.main.budget.limit == 200 && facts.sql.main.budget.limitSource == 'pooling' && rules.exists(r, r.id == 'sql-budget' && r.outcome == 'pass')
