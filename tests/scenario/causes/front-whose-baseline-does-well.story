# The backend behind the front is not as it should be; but the front's old revision calls the same backend and does well.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"api": {"urls": ["https://shop-backend-7.us-central1.run.app"]}, "revisions": [{"name": "shop-backend-00041-abc", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}], "env": []}]}, "age_s": 864000}]}, "shop-front": {"revisions": [{"name": "shop-front-00007-kwz", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}, "age_s": 864000}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "shop-backend"; }; front = { service = "shop-front"; }; };
rollback = { try_tag = true; confirm = "5s"; };
probes = { page = { http = { service = "front"; path = "/"; timeout = "2s"; }; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "AGENT_URL", "value": "${AGENT_URL}"}]}]}}}, {"service": "shop-front", "deploy": {"name": "shop-front-00008-tuv", "app": {"/": {"status": 502}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}], "timeout": "900s"}}}]
rungate verify
expect exit 1
expect evidence causes.symptoms[0].baseline == 'well' && causes.symptoms[0].findings.map(f, f.id + ' ' + f.key + ' ' + f.standing) == ['request-timeout-sane front new', 'no-template-placeholders backend exonerated']
expect evidence causes.symptoms[0].findings[1].because == 'shop-front-00007-kwz calls backend too and does well'
rungate report --why .rungate/evidence
expect exit 0
expect output contains unlikely    shop-backend-00042-xyz still has template placeholders in AGENT_URL
rungate audit
expect exit 0
