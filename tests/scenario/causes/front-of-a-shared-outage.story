# A connector is out of order. The backend's candidate began to use it; a service that nobody released uses it and
# suffers too, and so does the front, which calls the backend: shared, for both.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"api": {"urls": ["https://shop-backend-7.us-central1.run.app"]}, "revisions": [{"name": "shop-backend-00041-abc", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}], "env": []}]}, "age_s": 864000}]}, "shop-mail": {"revisions": [{"name": "shop-mail-00003-def", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/mail:v1", "ports": [{"containerPort": 8080}], "env": []}], "vpcAccess": {"connector": "projects/demo/locations/us-central1/connectors/shop-vpc"}}, "age_s": 864000, "app": {"/health": {"status": 503}}}]}, "shop-front": {"revisions": [{"name": "shop-front-00007-kwz", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}, "age_s": 864000}]}}, "connectors": {"shop-vpc": {"state": "ERROR"}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "shop-backend"; }; front = { service = "shop-front"; }; mail = { service = "shop-mail"; }; };
connectors = { vpc = { connector = "shop-vpc"; }; };
probes = { page = { http = { service = "front"; path = "/"; timeout = "2s"; }; }; health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
           mail = { http = { service = "mail"; path = "/health"; timeout = "2s"; }; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": []}], "vpcAccess": {"connector": "projects/demo/locations/us-central1/connectors/shop-vpc"}}}}, {"service": "shop-front", "deploy": {"name": "shop-front-00008-tuv", "app": {"/": {"status": 502}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms.exists(s, s.rules[0].key == 'page') && causes.symptoms.filter(s, s.rules[0].key in ['page', 'health']).all(s, s.findings[0].id == 'connector-ready' && s.findings[0].standing == 'shared' && s.findings[0].with == ['mail'])
expect evidence !causes.symptoms.exists(s, s.findings.exists(f, f.standing == 'new' && f.severity != 'warning'))
rungate report --why .rungate/evidence
expect exit 0
expect output contains shared      VPC connector shop-vpc is ERROR
rungate audit
expect exit 0
