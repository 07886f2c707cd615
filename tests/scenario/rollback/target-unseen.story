# Dependencies of the target cannot be read: Secret Manager denies access, Cloud SQL hangs, Compute Engine denies access,
# and its image has no digest. This is reported with the command that grants access, and traffic is moved.
== cloud
{ "project": "demo", "region": "us-central1", "denied": [ "compute.subnetworks.get" ], "subnets": { "old-subnet": {} },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "2" } } } ] } ],
          "volumes": [ { "name": "db", "cloudSqlInstance": { "instances": [ "demo:us-central1:old-db" ] } } ], "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "old-subnet" } ] } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "sql": { "old-db": {} },
  "faults": [ { "path": "/v1/projects/demo/secrets/*", "status": 403, "message": "Permission 'secretmanager.versions.get' denied for resource 'projects/demo/secrets/db-pass/versions/2' (or it may not exist)." },
    { "path": "/v1/projects/demo/instances/*", "delay_ms": 20000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; patience = "600ms"; };
== run
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('secret db-pass, version 2 of demo-backend-00041-abc still exists') && s.contains('--role=roles/secretmanager.viewer'))
expect evidence said.exists(s, s.contains('Cloud SQL instance demo:us-central1:old-db of demo-backend-00041-abc still exists'))
expect evidence said.exists(s, s.contains('subnet old-subnet of demo-backend-00041-abc still exists') && s.contains('--role=roles/compute.networkViewer'))
expect evidence durationMs < 15000
expect evidence said.exists(s, s.contains('image us-docker.pkg.dev/demo/r/backend:1 of demo-backend-00041-abc still exists: the revision names it without a digest'))
expect evidence timeline.filter(e, e.event == 'target_unseen').size() == 4
expect traffic demo-backend demo-backend-00041-abc=100
