# rungate init writes a config for the existing services. It passes lint, it works with verify, and init does not
# overwrite it without --force. Without names and without a terminal it says which services there are.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz", "age_s": 120,
      "api": { "vpcAccess": { "connector": "projects/demo/locations/us-central1/connectors/demo-vpc" },
        "volumes": [ { "name": "cloudsql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ],
        "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "REDIS_URL", "value": "redis://10.0.0.3:6379/0" } ],
          "livenessProbe": { "httpGet": { "path": "/li\"v${e}", "port": 8080 } } } ] } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00007-abc", "age_s": 300 } ], "api": { "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY" } },
    "in": { "revisions": [ { "name": "in-00001-abc", "age_s": 500, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/in:1",
      "ports": [ { "name": "h2c", "containerPort": 8080 } ], "startupProbe": { "grpc": { "port": 8080, "service": "shop.In" } } } ] } } ] } },
  "sql": { "demo-db": {} }, "redis": { "demo-cache": {} }, "connectors": { "demo-vpc": {} } }
== run
rungate init demo-backend demo-auth --project demo --region us-central1
expect exit 0
expect output contains demo_backend = { service = "demo-backend"; };
expect output contains demo_backend_health = { http = { service = "demo_backend"; path = "/li\"v$${e}"; }; };
expect output contains demo_auth_health = { http = { service = "demo_auth"; path = "/"; expect = "status < 500"; }; };
expect output contains policies = [ "builtin:staging" ];
expect output contains accepts only internal traffic
expect output lacks -00001-
rungate init -o made.cfg --project demo --region us-central1
expect exit 2
expect requests GET */services 1
expect output contains needs a terminal to ask for services
expect output contains rungate init demo-auth demo-backend in --project demo --region us-central1 -o made.cfg
expect no file made.cfg
rungate init demo-auth demo-backend in --project demo --region us-central1 -o made.cfg
expect exit 0
rungate init in --project demo --region us-central1
expect output contains in__health = { grpc = { service = "in_"; name = "shop.In"; }; };
rungate lint -c made.cfg
expect exit 0
expect output contains 3 services, 3 probes
expect output lacks warning
rungate check demo-backend -c made.cfg --set gate.warmup=0s --set gate.interval=80ms
expect exit 0
expect evidence facts.sql.demo_db.state == 'RUNNABLE' && facts.redis.demo_cache.state == 'READY' && facts.connectors.demo_vpc.state == 'READY' && 'in_' in facts.services
rungate init demo-auth -o made.cfg --project demo --region us-central1
expect exit 2
expect output contains already exists
rungate init demo-auth -o made.cfg --force --project demo --region us-central1
expect exit 0
rungate init demo-gone -o gone.cfg --project demo --region us-central1
expect exit 5
rungate init --project demo
expect exit 2
expect output contains --region
