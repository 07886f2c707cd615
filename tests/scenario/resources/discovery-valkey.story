# Without a config: a Valkey instance in the environment of the candidate becomes a member of redis.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "REDIS_HOST", "value": "10.0.0.8" } ],
          "startupProbe": { "httpGet": { "path": "/live", "port": 8080 } } } ] } } ] } },
  "redis": { "demo-cache": {} }, "valkey": { "demo-valkey": {}, "other": { "discoveryEndpoints": [ { "address": "10.0.0.88", "port": 6379 } ] } } }
== run
rungate check demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms
expect exit 0
expect evidence size(facts.redis) == 1 && facts.redis.demo_valkey.kind == 'valkey' && facts.redis.demo_valkey.state == 'ACTIVE'
rungate init --project demo --region us-central1 demo-backend
expect exit 0
expect output contains kind = "valkey"
