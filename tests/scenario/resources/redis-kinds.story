# The config has a Redis cluster and a Valkey instance, with their facts and preset metrics. Then one is missing.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "redis": { "demo-cache": {} }, "clusters": { "demo-cluster": {} },
  "valkey": { "demo-valkey": {}, "sessions": { "state": "UPDATING", "shardCount": 3, "discoveryEndpoints": null,
      "endpoints": [ { "connections": [ { "pscAutoConnection": { "ipAddress": "10.0.0.9", "port": 6380, "network": "projects/demo/global/networks/prod" } } ] } ] } },
  "metrics": [
    { "type": "redis.googleapis.com/cluster/memory/maximum_utilization", "labels": {}, "resource": { "resource_container": "demo", "location": "us-central1", "cluster_id": "demo-cluster" }, "value": 0.25 },
    { "type": "memorystore.googleapis.com/instance/memory/maximum_utilization", "labels": {}, "resource": { "resource_container": "demo", "location": "us-central1", "instance_id": "demo-valkey" }, "value": 0.5 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
redis = { cache = { instance = "demo-cache"; }; cluster = { instance = "demo-cluster"; kind = "cluster"; };
  valkey = { instance = "demo-valkey"; kind = "valkey"; every = "50ms"; }; sessions = { instance = "sessions"; kind = "valkey"; }; };
metrics = { cluster_memory = { redis = "cluster"; metric = "memory_ratio"; }; valkey_memory = { redis = "valkey"; metric = "memory_ratio"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file typo.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
redis = { cache = { instance = "demo-cache"; kind = "valky"; }; };
== run
rungate verify
expect exit 0
expect evidence facts.redis.cache.kind == 'redis' && facts.redis.cache.state == 'READY'
expect evidence facts.redis.cluster.kind == 'cluster' && facts.redis.cluster.state == 'ACTIVE' && facts.redis.cluster.host == '10.0.0.7' && facts.redis.cluster.port == 6379 && facts.redis.cluster.memorySizeGb == 39 && facts.redis.cluster.networkName == 'default'
expect evidence facts.redis.valkey.kind == 'valkey' && facts.redis.valkey.host == '10.0.0.8' && facts.redis.valkey.engineVersion == 'VALKEY_8_0' && facts.redis.valkey.memorySizeGb == 6 && facts.redis.valkey.project == 'demo'
expect evidence facts.redis.sessions.host == '10.0.0.9' && facts.redis.sessions.port == 6380 && facts.redis.sessions.networkName == 'prod' && facts.redis.sessions.memorySizeGb == 19
expect evidence facts.metrics.cluster_memory.value == 0.25 && facts.metrics.valkey_memory.value == 0.5
cloud apply [ { "valkey": { "demo-valkey": null } } ]
rungate verify --set gate.deadline=6s
expect exit 3
expect evidence facts.redis.valkey.state == 'NOT_FOUND' && facts.redis.valkey.kind == 'valkey' && rules.exists(r, r.id == 'redis-serving' && r.outcome == 'fail')
rungate lint --config typo.cfg
expect exit 2
expect output contains valky
