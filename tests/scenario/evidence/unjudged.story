# Sources that are configured and observed but read by no rule are listed at the end of every run and recorded.
# Unobserved sources are not listed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "sql": { "demo-db": { "state": "MAINTENANCE" } }, "redis": { "demo-cache": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; }; }; };
data = { load = "load.json"; };
policies = [ "builtin:cloud-run" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file load.json
{ "requests": 3 }
== file dry.cfg
rules = ( { id = "ready"; severity = "critical"; each = "services"; expression = "it.candidate.ready"; },
          { id = "runnable"; severity = "critical"; dry_run = true; each = "sql"; expression = "it.state == 'RUNNABLE'"; },
          { id = "loaded"; severity = "warning"; when = "redis.cache.state == 'READY'"; expression = "data.load.requests < 10"; } );
== run
rungate verify
expect exit 0
expect output contains observed, but read by no rule: sql.main, redis.cache, probes.backend_health, data.load
expect evidence unjudged == ['sql.main', 'redis.cache', 'probes.backend_health', 'data.load'] && services.backend.askedWaived
rungate check --policy dry.cfg
expect exit 0
expect output contains observed, but read by no rule: probes.backend_health
expect evidence unjudged == ['probes.backend_health']
rungate check --policy builtin:endpoints --set rollback.hold="sql.main.state == 'RUNNABLE'"
expect exit 3
expect output contains observed, but read by no rule: redis.cache, data.load
rungate rollback
expect output lacks but read by no rule
rungate audit
expect exit 0
