# A regional secret is read in its region. Its disabled version is detected as usual.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "projects/demo/locations/us-east1/secrets/db-pass", "version": "latest" } } },
                   { "name": "OLD_PASS", "valueSource": { "secretKeyRef": { "secret": "projects/demo/locations/us-east1/secrets/db-pass", "version": "4" } } },
                   { "name": "OTHER", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "4" } } } ] } ] } } ] } },
  "secrets": { "us-east1/db-pass": { "versions": { "4": "DISABLED", "5": "ENABLED" } }, "db-pass": { "versions": { "4": "ENABLED" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "6s"; };
== run
rungate check
expect exit 0
expect output contains OLD_PASS (projects/demo/locations/us-east1/secrets/db-pass version 4 is DISABLED)
expect evidence facts.services.backend.candidate.secrets.DB_PASS.state == 'ENABLED' && facts.services.backend.candidate.secrets.DB_PASS.number == '5'
expect evidence facts.services.backend.candidate.secrets.OLD_PASS.state == 'DISABLED' && facts.services.backend.candidate.secrets.OTHER.state == 'ENABLED'
expect requests GET /v1/projects/demo/locations/us-east1/secrets/db-pass/versions/* 2
expect requests GET /v1/projects/demo/secrets/db-pass/versions/4 1
