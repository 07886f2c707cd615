# The candidate has the address of a Redis host that does not exist.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}]}}, "redis": {"shop-cache": {}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
redis = { cache = { instance = "shop-cache"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503, "body": {"status": "unhealthy"}}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "REDIS_URL", "value": "redis://10.9.9.9:6379/0"}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules.exists(r, r.key == 'health') && causes.symptoms[0].findings[0].id == 'redis-host-known' && causes.symptoms[0].findings[0].standing == 'new'
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
