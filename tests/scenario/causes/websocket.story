# WebSockets are refused.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "app": {"/ws": {"websocket": {"messages": [{"type": "started"}]}}}, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
  events = { websocket = { service = "backend"; path = "/ws"; within = "2s"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/ws": {"status": 503}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules.map(r, r.key) == ['events'] && causes.symptoms[0].findings == [] && size(causes.symptoms[0].changed) == 1
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
