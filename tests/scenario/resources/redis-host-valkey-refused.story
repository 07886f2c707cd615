# The Memorystore API is disabled. The host of a Redis instance is known; whether other instances exist is unobserved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "REDIS_HOST", "value": "10.0.0.3" }, { "name": "REDIS_SESSIONS_HOST", "value": "10.0.0.8" } ] } ] } } ] } },
  "redis": { "demo-cache": {} }, "valkey": { "demo-valkey": {} },
  "faults": [ { "method": "GET", "path": "/memorystore/*", "status": 403, "message": "Cloud Memorystore API has not been used in project 1 before or it is disabled.",
      "details": [ { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": { "service": "memorystore.googleapis.com", "consumer": "projects/demo" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "cache-known"; severity = "critical"; each = "services"; expression = "it.candidate.redis.REDIS_HOST.known"; },
  { id = "sessions-known"; severity = "critical"; each = "services"; expression = "it.candidate.redis.REDIS_SESSIONS_HOST.known"; } );
== run
rungate verify
expect exit 5
expect evidence rules.exists(r, r.id == 'cache-known' && r.outcome == 'pass') && rules.exists(r, r.id == 'sessions-known' && r.outcome == 'unknown')
rungate facts --set gate.deadline=20s
expect output contains gcloud services enable memorystore.googleapis.com
