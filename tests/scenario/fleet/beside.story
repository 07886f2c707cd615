# What a fleet's services depend on: the image of the way back, the server CA and the connections of a database, the
# declaration, the certificate of a host. Each is a harm of its own, sorted; what could not be read is said.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "api": { "api": { "scaling": { "maxInstanceCount": 4 } }, "revisions": [
      { "name": "api-00001-a", "age_s": 864000, "api": { "scaling": { "maxInstanceCount": 4 }, "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/api@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_POOL", "value": "10" } ] } ] } },
      { "name": "api-00002-b", "age_s": 9000, "api": { "scaling": { "maxInstanceCount": 4 }, "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/api@sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_POOL", "value": "10" } ] } ] } } ] },
    "web": { "revisions": [ { "name": "web-00001-a", "age_s": 864000 }, { "name": "web-00002-b", "age_s": 9000 } ] } },
  "sql": { "demo-db": { "settings": { "tier": "db-custom-1-3840", "databaseFlags": [] } } } }
== file fleet.cfg
projects = [ "demo" ];
regions = [ "us-central1" ];
pool_env = "DB_POOL";
== file more.cfg
projects = [ "demo" ];
regions = [ "us-central1" ];
declared = "terraform.json";
hosts = [ "127.0.0.1:1" ];
== file bad.cfg
projects = [ "demo" ];
regions = [ "us-central1" ];
hosts = [ "https://example.com/" ];
== file terraform.json
{ "format_version": "1.0", "values": { "root_module": { "resources": [ { "address": "google_cloud_run_v2_service.web", "mode": "managed", "type": "google_cloud_run_v2_service", "name": "web",
  "values": { "name": "web", "project": "demo", "location": "us-central1", "template": [ { "timeout": "42s", "containers": [ { "image": "us-docker.pkg.dev/demo/r/web:1" } ] } ] } } ] } } }
== run
rungate check --fleet fleet.cfg
expect exit 0
expect output contains 2 services, 1 region: nothing is wrong
rungate check --fleet more.cfg
expect exit 3
expect output contains drift
expect output contains timeout
expect output contains certificate  127.0.0.1:1
expect output contains 2 services, 1 region: 2 with harm
rungate check --fleet more.cfg --shard 1/2
expect exit 0
cloud apply [ { "sql": { "demo-db": { "serverCaCert": { "expirationTime": "2020-01-01T00:00:00Z" } } } }, { "service": "api", "deploy": { "name": "api-00003-c", "api": { "scaling": { "maxInstanceCount": 4 }, "volumes": [ { "name": "sql", "cloudSqlInstance": { "instances": [ "demo:us-central1:demo-db" ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/api@sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_POOL", "value": "20" } ] } ] } } } ]
rungate check --fleet fleet.cfg
expect exit 3
expect output contains the server CA of Cloud SQL demo-db expired
expect output contains connections to Cloud SQL demo-db, which accepts 97
cloud apply [ { "faults": [ { "path": "*/instances/demo-db*", "status": 403 } ] } ]
rungate check --fleet fleet.cfg
expect exit 5
expect output contains not known: api in us-central1 of demo: a database: 
cloud apply [ { "faults": [] }, { "registry": { "images": { "web-00001-a": { "age_s": 864000, "newer": 2 } }, "repositories": { "r": { "cleanupPolicies": { "old": { "id": "old", "action": "DELETE", "condition": { "olderThan": "1036800s", "tagState": "ANY" } } } } } } } ]
rungate check --fleet fleet.cfg
expect exit 3
expect output contains cleanup policy old deletes the image of web-00001-a 100 % at 20
cloud apply [ { "registry": { "images": { "web-00001-a": { "gone": true } } } } ]
rungate check --fleet fleet.cfg
expect exit 3
expect output contains no way back
rungate check --fleet bad.cfg
expect exit 2
expect output contains is not HOST or HOST:PORT
rungate check --fleet fleet.cfg --project demo
expect exit 2
expect output contains --project has no effect with --fleet
rungate check --fleet fleet.cfg -c fleet.cfg
expect exit 2
rungate check --fleet fleet.cfg --region us-central1
expect exit 2
rungate check --fleet fleet.cfg --metrics x.prom
expect exit 2
expect requests PATCH * 0
