# An environment variable names a Redis host that belongs to no instance.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "REDIS_HOST", "value": "10.0.0.3" } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "REDIS_HOST", "value": "10.0.0.99" }, { "name": "REDIS_PORT", "value": "6379" } ] } ] } } ] } },
  "redis": { "demo-cache": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "redis-known"; severity = "critical"; each = "services"; expression = "it.candidate.redis.all(n, it.candidate.redis[n].known)"; } );
== run
rungate verify
expect exit 1
expect evidence facts.services.backend.candidate.redis == {'REDIS_HOST': {'instance': '', 'known': false}}
expect evidence facts.services.backend.baseline.redis.REDIS_HOST.instance == 'demo-cache'
expect evidence facts.services.backend.changes.env.changed == ['REDIS_HOST'] && facts.services.backend.changes.env.added == ['REDIS_PORT']
