# Redis hosts by URL, with a password, and by address.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "CACHE", "value": "rediss://:s3cr3tpw@10.0.0.3:6378/0" }, { "name": "REDIS_ADDR", "value": "10.0.0.4:6379" }, { "name": "REDIS_ENABLED", "value": "true" } ] } ] } } ] } },
  "redis": { "demo-cache": {}, "other": { "readEndpoint": "10.0.0.4", "host": "10.0.0.5" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "redis-known"; severity = "critical"; each = "services"; expression = "it.candidate.redis.all(n, it.candidate.redis[n].known)"; } );
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.candidate.redis == {'CACHE': {'instance': 'demo-cache', 'known': true}, 'REDIS_ADDR': {'instance': 'other', 'known': true}}
expect requests GET */instances 1
