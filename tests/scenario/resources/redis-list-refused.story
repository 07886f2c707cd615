# The list of instances is denied. The known hosts are unobserved, and the output names the permission.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "REDIS_HOST", "value": "10.0.0.3" } ] } ] } } ] } },
  "redis": { "demo-cache": {} },
  "faults": [ { "method": "GET", "path": "*/instances", "status": 403, "message": "Permission 'redis.instances.list' denied on 'projects/demo/locations/us-central1'" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "redis-known"; severity = "critical"; each = "services"; expression = "it.candidate.redis.all(n, it.candidate.redis[n].known)"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
rungate facts --set gate.deadline=20s
expect output contains redis.instances.list
expect output contains roles/redis.viewer
