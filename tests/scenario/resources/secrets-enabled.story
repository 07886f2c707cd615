# Every secret version of the revision exists and is enabled: by number, latest, alias, from another project, in a
# volume.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "2" } } } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "3" } } }, { "name": "API_KEY", "valueSource": { "secretKeyRef": { "secret": "projects/shared/secrets/api-key", "version": "latest" } } }, { "name": "ALIASED", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "prod" } } } ] } ],
        "volumes": [ { "name": "tls", "secret": { "secret": "tls-key", "items": [ { "path": "tls.pem", "version": "7" } ] } }, { "name": "all", "secret": { "secret": "plain" } } ] } } ] } },
  "secrets": { "db-pass": { "versions": { "2": "DISABLED", "3": "ENABLED" }, "aliases": { "prod": "3" } }, "shared/api-key": { "versions": { "9": "ENABLED" } },
    "tls-key": { "versions": { "7": "ENABLED" } }, "plain": { "versions": { "1": "ENABLED" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "secrets-enabled"; severity = "critical"; each = "services"; expression = "it.candidate.secrets.all(n, it.candidate.secrets[n].state == 'ENABLED') && it.candidate.secretVolumes.all(v, v.state == 'ENABLED')"; } );
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.candidate.secrets.DB_PASS == {'secret': 'db-pass', 'version': '3', 'latest': false, 'state': 'ENABLED', 'number': '3'}
expect evidence facts.services.backend.candidate.secrets.API_KEY.latest && facts.services.backend.candidate.secrets.API_KEY.number == '9'
expect evidence facts.services.backend.candidate.secrets.ALIASED.number == '3' && !facts.services.backend.candidate.secrets.ALIASED.latest
expect evidence facts.services.backend.candidate.secretVolumes.exists(v, v.volume == 'tls' && v.path == 'tls.pem' && v.number == '7')
expect evidence facts.services.backend.candidate.secretVolumes.exists(v, v.volume == 'all' && v.path == '' && v.latest)
expect evidence facts.services.backend.baseline.secrets.DB_PASS.state == 'DISABLED'
expect evidence facts.services.backend.changes.secrets == {'added': ['API_KEY', 'ALIASED', 'tls/tls.pem', 'all/'], 'removed': [], 'changed': ['DB_PASS']}
expect requests GET /v1/projects/demo/secrets/db-pass/versions/* 3
expect requests GET /v1/projects/shared/secrets/api-key/versions/latest 1
expect requests GET *:access 0
