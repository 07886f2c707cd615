# The name of the host resolves sometimes.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}]}}, "dns": {"names": {"api.shop.example.com": {"addresses": ["127.0.0.1"], "every": 3, "fail": "SERVFAIL"}}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
  api_name = { dns = { host = "api.shop.example.com"; server = "@DNS@"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 200}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}]}]}}}]
rungate check
expect exit 0
expect evidence causes.symptoms.map(s, s.rules[0].id) == ['name-steady'] && causes.symptoms[0].itself
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
