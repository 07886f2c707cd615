# No revision uses a secret. Secret Manager is not called.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
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
expect requests GET */secrets/* 0
