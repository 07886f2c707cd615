# Two services sign with different secrets.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}], "env": [{"name": "JWT_SECRET", "value": "one"}]}]}}]}, "shop-auth": {"revisions": [{"name": "shop-auth-00017-dfe", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/auth:v1", "ports": [{"containerPort": 8080}]}]}}]}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "shop-backend"; }; auth = { service = "shop-auth"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
};
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503, "body": {"status": "unhealthy"}}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "JWT_SECRET", "value": "one"}]}]}}}, {"service": "shop-auth", "deploy": {"name": "shop-auth-00018-qrs", "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/auth:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "JWT_SECRET", "value": "another"}]}]}}}]
rungate check
expect exit 3
expect evidence causes.symptoms[0].rules.exists(r, r.key == 'health') && causes.symptoms[0].findings[0].id == 'jwt-secrets-agree' && causes.symptoms[0].findings[0].standing == 'new' && causes.symptoms[0].findings[0].because == 'new with shop-auth-00018-qrs'
rungate report --why .rungate/evidence
expect exit 0
rungate audit
expect exit 0
