# Without a config: the Redis host is in the environment of a sidecar, and the database in the arguments of a proxy.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [
          { "name": "app", "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "dependsOn": [ "sqlproxy" ],
            "startupProbe": { "httpGet": { "path": "/live", "port": 8080 } } },
          { "name": "queue", "image": "us-docker.pkg.dev/demo/r/queue:1", "env": [ { "name": "REDIS_URL", "value": "redis://10.0.0.3:6379/0" } ], "resources": { "limits": { "cpu": "500m", "memory": "1Gi" } } },
          { "name": "sqlproxy", "image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2", "args": [ "--port=5432", "demo:us-central1:demo-db" ], "livenessProbe": { "tcpSocket": { "port": 5432 } } } ] } } ] } },
  "sql": { "demo-db": {} }, "redis": { "demo-cache": {}, "other": { "host": "10.0.0.33" } } }
== run
rungate check demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s
expect exit 0
expect evidence facts.sql.demo_db.state == 'RUNNABLE' && facts.redis.demo_cache.host == '10.0.0.3' && size(facts.redis) == 1
expect evidence facts.services.demo_backend.candidate.redis.REDIS_URL == {'instance': 'demo-cache', 'known': true}
expect evidence facts.services.demo_backend.candidate.sqlInstances == [] && facts.services.demo_backend.candidate.sqlConnections == ['demo:us-central1:demo-db']
expect evidence facts.services.demo_backend.candidate.memoryMiB == 2048 && facts.services.demo_backend.candidate.cpu == 2.5
expect evidence facts.services.demo_backend.candidate.containers.app.dependsOn == ['sqlproxy'] && facts.services.demo_backend.candidate.containers.sqlproxy.livenessProbe.kind == 'tcp'
expect evidence facts.services.demo_backend.candidate.containers.queue.memoryMiB == 1024 && !facts.services.demo_backend.candidate.containers.queue.ingress
