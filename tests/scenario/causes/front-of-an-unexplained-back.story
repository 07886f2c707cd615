# Nothing explains why the backend fails; that it does explains its front, and stands before it.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"api": {"urls": ["https://shop-backend-7.us-central1.run.app"]}, "revisions": [{"name": "shop-backend-00041-abc", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}], "env": []}]}, "age_s": 864000}]}, "shop-front": {"revisions": [{"name": "shop-front-00007-kwz", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}, "age_s": 864000}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "shop-backend"; }; front = { service = "shop-front"; }; };
probes = { page = { http = { service = "front"; path = "/"; timeout = "2s"; }; };
           health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": []}]}}}, {"service": "shop-front", "deploy": {"name": "shop-front-00008-tuv", "app": {"/": {"status": 502}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms.map(s, s.rules[0].key) == ['health', 'page'] && causes.symptoms[0].findings == [] && has(causes.symptoms[0].changed)
expect evidence causes.symptoms[1].findings.map(f, f.id + ' ' + f.key) == ['probe-ok health'] && causes.symptoms[1].findings[0].because.endsWith('front calls backend')
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
