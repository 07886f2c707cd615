# The certificate of a service that was not released is for another host.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}]}, "shop-edge": {"tls": {"host": "old.shop.test"}, "revisions": [{"name": "shop-edge-00002-bcd", "age_s": 8640000}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; ca_file = "ca.pem";
services = { backend = { service = "shop-backend"; }; edge = { service = "shop-edge"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
  edge_cert = { tls = { service = "edge"; timeout = "2s"; }; };
};
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 200}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms.map(s, s.rules[0].key) == ['edge_cert'] && causes.symptoms[0].itself
rungate report --why .rungate/evidence
expect exit 0
expect output contains edge_cert: the certificate is not for 127.0.0.1 but for old.shop.test
rungate audit
expect exit 0
