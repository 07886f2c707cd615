# Without a config: an IP address in an environment variable makes rungate list the Redis instances. A denied list is
# reported and decides nothing.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "CACHE", "value": "tcp://10.0.0.3:6379" }, { "name": "VERSION", "value": "1.2.3" } ],
          "startupProbe": { "httpGet": { "path": "/live", "port": 8080 } } } ] } } ] } },
  "redis": { "demo-cache": {}, "other": { "host": "10.0.0.33" } } }
== run
rungate check demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms
expect exit 0
expect evidence facts.redis.demo_cache.state == 'READY' && size(facts.redis) == 1
cloud apply [ { "faults": [ { "path": "*/instances", "status": 403 } ] } ]
rungate check demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms
expect exit 0
expect evidence size(facts.redis) == 0 && said.exists(s, s.contains('could not be determined'))
