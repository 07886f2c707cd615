# The front fails, and nothing is wrong with it: it calls the backend by a domain, which is known from a probe of the
# backend. The backend's candidate has a placeholder.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}], "env": []}]}, "age_s": 864000}]}, "shop-front": {"revisions": [{"name": "shop-front-00007-kwz", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://api.shop.example.com/v1"}]}]}, "age_s": 864000}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "shop-backend"; }; front = { service = "shop-front"; }; };
probes = { api = { http = { url = "http://api.shop.example.com/health"; service = "backend"; timeout = "2s"; }; }; page = { http = { service = "front"; path = "/"; timeout = "2s"; }; }; };
connect_to = [ "api.shop.example.com:80:@AT:shop-backend@" ];
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "AGENT_URL", "value": "${AGENT_URL}"}]}]}}}, {"service": "shop-front", "deploy": {"name": "shop-front-00008-tuv", "app": {"/": {"status": 502}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://api.shop.example.com/v1"}]}]}}}]
rungate check
expect exit 3
expect evidence facts.services.front.candidate.calls == ['backend'] && facts.services.backend.candidate.calls == []
expect evidence causes.symptoms.exists(s, s.rules[0].key == 'page') && causes.symptoms[0].findings[0].id == 'no-template-placeholders' && causes.symptoms[0].findings[0].standing == 'new'
expect evidence causes.symptoms[0].findings[0].because == 'new with shop-backend-00042-xyz; front calls backend'
expect nowhere api.shop.example.com/v1
rungate report --why .rungate/evidence
expect exit 0
expect output contains likely      shop-backend-00042-xyz still has template placeholders in AGENT_URL
rungate audit
expect exit 0
