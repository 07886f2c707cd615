# The candidate was built from another commit than the one that is judged: git knows what it lacks.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}]}]}}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
source = { repository = "."; commit = "v3"; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "2s"; passes = 2; failures = 2; deadline = "20s"; };
== file backend/app.py
x
== run
sh git init -q .; git add backend; git commit -qm one; git tag v1; for n in two three; do echo "#" >> backend/app.py; git add backend; git commit -qm $n; done; git tag v2 HEAD~1; git tag v3
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503, "body": {"status": "unhealthy"}}}, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules.exists(r, r.key == 'health') && causes.symptoms[0].findings[0].id == 'source-deployed' && causes.symptoms[0].findings[0].standing == 'not_shown' && causes.symptoms[0].changed[0].commits.exists(c, c.startsWith('without ') && c.endsWith(' two'))
rungate report --why .rungate/evidence
expect exit 0
expect output contains commits: without 
rungate audit
expect exit 0
