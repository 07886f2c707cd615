# `latest` is the newest version, even if it was destroyed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "latest" } } } ] } ] } } ] } },
  "secrets": { "db-pass": { "versions": { "3": "ENABLED", "10": "DESTROYED" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "secrets-enabled"; severity = "critical"; each = "services"; expression = "it.candidate.secrets.all(n, it.candidate.secrets[n].state == 'ENABLED') && it.candidate.secretVolumes.all(v, v.state == 'ENABLED')"; } );
== run
rungate verify
expect exit 1
expect evidence facts.services.backend.candidate.secrets.DB_PASS.state == 'DESTROYED' && facts.services.backend.candidate.secrets.DB_PASS.number == '10'
