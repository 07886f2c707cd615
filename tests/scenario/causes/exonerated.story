# The baseline uses the failed database too, and does well: the database is said last.
== cloud
{"project": "demo", "region": "us-central1", "services": {"shop-backend": {"revisions": [{"name": "shop-backend-00041-abc", "age_s": 864000, "api": {"labels": {"commit-sha": "v1"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v1", "ports": [{"containerPort": 8080}]}], "volumes": [{"name": "sql", "cloudSqlInstance": {"instances": ["demo:us-central1:shop-db"]}}]}}]}}, "sql": {"shop-db": {"state": "FAILED"}}}
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
sql = { main = { instance = "shop-db"; }; };
rollback = { try_tag = true; confirm = "5s"; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "2s"; }; };
};
services = { backend = { service = "shop-backend"; }; };
gate = { warmup = "100ms"; interval = "100ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
rungate snapshot
expect exit 0
cloud apply [{"service": "shop-backend", "deploy": {"name": "shop-backend-00042-xyz", "app": {"/health": {"status": 503, "body": {"status": "unhealthy"}}}, "api": {"labels": {"commit-sha": "v2"}, "containers": [{"image": "us-docker.pkg.dev/demo/shop/backend:v2", "ports": [{"containerPort": 8080}], "env": [{"name": "AGENT_URL", "value": "${AGENT_URL}"}]}], "volumes": [{"name": "sql", "cloudSqlInstance": {"instances": ["demo:us-central1:shop-db"]}}]}}}]
rungate verify
expect exit 1
expect evidence causes.symptoms[0].baseline == 'well' && causes.symptoms[0].findings.map(f, f.id + ' ' + f.standing) == ['no-template-placeholders new', 'sql-runnable exonerated']
rungate report --why .rungate/evidence
expect exit 0
expect output contains unlikely    Cloud SQL shop-db is FAILED
rungate audit
expect exit 0
