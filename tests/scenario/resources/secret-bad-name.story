# An invalid secret name is not requested.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "projects/demo/secrets/y/versions/1", "version": "1" } } } ] } ] } } ] } },
  "secrets": { } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "secrets-enabled"; severity = "critical"; each = "services"; expression = "it.candidate.secrets.all(n, it.candidate.secrets[n].state == 'ENABLED') && it.candidate.secretVolumes.all(v, v.state == 'ENABLED')"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
expect requests GET */secrets/* 0
rungate facts --set gate.deadline=20s
expect output contains is not a valid secret name
