# Hosts of Redis clusters and Valkey instances are known like those of Redis instances: by discovery endpoint and by
# Private Service Connect.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "REDIS_HOST", "value": "10.0.0.3" }, { "name": "REDIS_CLUSTER_HOST", "value": "10.0.0.7" },
            { "name": "CACHE", "value": "rediss://:s3cr3tpw@10.0.0.8:6379/0" }, { "name": "REDIS_SESSIONS_HOST", "value": "10.0.0.9" } ] } ] } } ] } },
  "redis": { "demo-cache": {} }, "clusters": { "demo-cluster": {} },
  "valkey": { "demo-valkey": {}, "sessions": { "discoveryEndpoints": null,
      "endpoints": [ { "connections": [ { "pscAutoConnection": { "ipAddress": "10.0.0.9", "port": 6379, "connectionType": "CONNECTION_TYPE_PRIMARY" } } ] } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
redis = { cache = { instance = "demo-cache"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence rules.exists(r, r.id == 'redis-host-known' && r.outcome == 'pass')
expect evidence facts.services.backend.candidate.redis == {'REDIS_HOST': {'instance': 'demo-cache', 'known': true}, 'REDIS_CLUSTER_HOST': {'instance': 'demo-cluster', 'known': true}, 'CACHE': {'instance': 'demo-valkey', 'known': true}, 'REDIS_SESSIONS_HOST': {'instance': 'sessions', 'known': true}}
expect requests GET */clusters 1
expect requests GET /memorystore/*/instances 1
