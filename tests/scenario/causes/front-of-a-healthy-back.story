# The front fails by itself. The backend that it calls, and the Redis behind that, are well and are not named.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"api": {"urls": ["https://shop-backend-7.us-central1.run.app"]}, "revisions": [{"name": "shop-backend-00041-abc", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}], "env": []}]}, "age_s": 864000}]}, "shop-front": {"revisions": [{"name": "shop-front-00007-kwz", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}, "age_s": 864000}]}}, "redis": {"shop-cache": {}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
redis = { cache = { instance = "shop-cache"; }; };
services = { backend = { service = "shop-backend"; }; front = { service = "shop-front"; }; };
probes = { page = { http = { service = "front"; path = "/"; timeout = "2s"; }; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-front", "deploy": {"name": "shop-front-00008-tuv", "app": {"/": {"status": 502}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms.size() == 1 && causes.symptoms[0].findings == [] && causes.symptoms[0].changed.map(c, c.service) == ['front'] && causes.alsoWrong == []
rungate report --why .rungate/evidence
expect exit 0
expect output lacks backend
expect output lacks cache
rungate audit
expect exit 0
