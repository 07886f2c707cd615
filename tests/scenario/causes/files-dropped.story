# The build leaves out a file that the program needs, since an ignore file changed.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
source = { repository = "."; commit = "v2"; required_paths = [ "backend/monitoring/**" ]; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "2s"; passes = 2; failures = 2; deadline = "20s"; };
== file backend/monitoring/metrics.py
COUNTERS = {}
== file backend/app.py
from monitoring import metrics
== file .dockerignore
**/monitoring
== run
sh git init -q .; git add backend; git commit -qm one; git tag v1; echo "#" >> backend/app.py; git add .dockerignore backend; git commit -qm two; git tag v2
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503, "body": {"status": "unhealthy"}}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules.exists(r, r.key == 'health') && causes.symptoms[0].findings[0].id == 'source-kept' && causes.symptoms[0].findings[0].standing == 'new' && causes.symptoms[0].findings[0].because == 'changed since the commit that served before'
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
