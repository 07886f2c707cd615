# A fleet whose only harm could be a secret: one that may not be read makes its service unknown, and one that is disabled
# is a harm, also if it is mounted as a file.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 9000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "3" } } }, { "name": "OTHER", "valueSource": { "secretKeyRef": { "secret": "other", "version": "1" } } } ] } ] } } ] } },
  "secrets": { "db-pass": { "versions": { "3": "ENABLED" } }, "other": { "versions": { "1": "ENABLED", "2": "DISABLED" } } } }
== file fleet.cfg
version = 1;
projects = [ "demo" ];
regions = [ "us-central1" ];
== run
rungate check --fleet fleet.cfg
expect exit 0
expect output contains 1 service, 1 region: nothing is wrong
cloud apply [ { "faults": [ { "method": "GET", "path": "*/secrets/db-pass/*", "status": 403, "message": "Permission 'secretmanager.versions.get' denied." } ] } ]
rungate check --fleet fleet.cfg
expect exit 5
expect output contains not known: demo-backend in us-central1 of demo: secret db-pass
expect output lacks nothing is wrong
cloud apply [ { "faults": [] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new", "api": { "volumes": [ { "name": "tls", "secret": { "secret": "other", "items": [ { "path": "key.pem", "version": "2" } ] } } ], "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:2", "ports": [ { "containerPort": 8080 } ], "volumeMounts": [ { "name": "tls", "mountPath": "/tls" } ] } ] } } } ]
rungate check --fleet fleet.cfg
expect exit 3
expect output contains version 2 of other is DISABLED
expect requests PATCH * 0
