# The front's candidate began to call the search service, whose database does not run. The search was not released.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-search": {"api": {"urls": ["https://shop-search-7.us-central1.run.app"]}, "revisions": [{"name": "shop-search-00002-abc", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/search:v1", "ports": [{"containerPort": 8080}], "env": []}], "volumes": [{"name": "sql", "cloudSqlInstance": {"instances": ["demo:us-central1:shop-db"]}}]}, "age_s": 864000}]}, "shop-front": {"revisions": [{"name": "shop-front-00007-kwz", "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "BACKEND_URL", "value": "https://shop-backend-7.us-central1.run.app/api"}]}]}, "age_s": 864000}]}}, "sql": {"shop-db": {"state": "FAILED"}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { search = { service = "shop-search"; }; front = { service = "shop-front"; }; };
sql = { main = { instance = "shop-db"; }; };
probes = { page = { http = { service = "front"; path = "/"; timeout = "2s"; }; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-front", "deploy": {"name": "shop-front-00008-tuv", "app": {"/": {"status": 502}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/front:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "SEARCH", "value": "v1---shop-search-7.us-central1.run.app:443"}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules[0].key == 'page' && causes.symptoms[0].findings[0].id == 'sql-runnable' && causes.symptoms[0].findings[0].standing == 'new'
expect evidence causes.symptoms[0].findings[0].because == 'shop-front-00008-tuv calls search, and shop-front-00007-kwz does not'
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
