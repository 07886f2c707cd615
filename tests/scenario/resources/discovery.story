# Without a config: the dependencies come from the candidate itself.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/live": { "status": 500 } },
      "api": { "vpcAccess": { "connector": "projects/demo/locations/us-central1/connectors/demo-vpc" },
        "volumes": [ { "name": "cloudsql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ],
        "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "REDIS_URL", "value": "redis://10.0.0.3:6379/0" } ],
          "startupProbe": { "httpGet": { "path": "/live", "port": 8080 } } } ] } } ] } },
  "sql": { "demo-db": {} }, "redis": { "demo-cache": {}, "other": { "host": "10.0.0.33" } }, "connectors": { "demo-vpc": {} } }
== run
rungate verify demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s --set rollback.confirm=3s
expect exit 1
expect evidence facts.sql.demo_db.state == 'RUNNABLE' && facts.redis.demo_cache.host == '10.0.0.3' && size(facts.redis) == 1 && facts.connectors.demo_vpc.state == 'READY'
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'demo_backend_health' && r.outcome == 'fail')
expect traffic demo-backend demo-backend-00041-abc=100
