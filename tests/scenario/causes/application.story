# The application answers 503, and nothing that is observed explains it: what changed, and what it logs most.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}]}}, "logs": [{"service": "shop-backend", "revision": "shop-backend-00042-xyz", "severity": "ERROR", "text": "job 8 failed: no handler"}, {"service": "shop-backend", "revision": "shop-backend-00042-xyz", "severity": "ERROR", "text": "job 17 failed: no handler"}, {"service": "shop-backend", "revision": "shop-backend-00042-xyz", "severity": "ERROR", "text": "job 205 failed: no handler"}, {"service": "shop-backend", "revision": "shop-backend-00042-xyz", "severity": "INFO", "text": "listening"}]}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503, "body": {"status": "unhealthy"}}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules.map(r, r.key) == ['health'] && causes.symptoms[0].findings == []
expect evidence causes.symptoms[0].changed[0].fields.exists(f, f == 'image') && causes.symptoms[0].changed[0].from == 'shop-backend-00041-abc'
expect evidence causes.symptoms[0].lines == [{ 'service': 'backend', 'line': 'job 8 failed: no handler', 'count': 3, 'of': 4 }]
expect evidence causes.alsoWrong == []
rungate report --why .rungate/evidence
expect exit 0
expect output contains unexplained no finding explains this
expect output contains changed     backend, shop-backend-00041-abc -> shop-backend-00042-xyz: commit
expect output contains logged      backend, 3 times in 4 entries: job 8 failed: no handler
rungate audit
expect exit 0
