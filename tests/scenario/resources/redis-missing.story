# The Redis instance does not exist. The API's 404 is an observation.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "redis": {} }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
redis = { cache = { instance = "demo-cache"; every = "50ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved' && rules.exists(r, r.id == 'redis-serving' && r.outcome == 'fail' && r.message.contains('does not exist'))
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 0
