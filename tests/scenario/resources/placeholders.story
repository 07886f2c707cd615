# Template placeholders in all forms, also in sidecars, and a variable that is empty while other services have a value.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "E", "value": "a value" }, { "name": "F", "value": "Shop" } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "i:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "A", "value": "${DB_URL}" }, { "name": "B", "value": "https://<host>/x" }, { "name": "C", "value": "postgres://app:CHANGEME@db/app" },
            { "name": "D", "value": "your-api-key" }, { "name": "E" }, { "name": "F", "value": "Shop <b>now</b>" }, { "name": "G" } ] },
          { "image": "sidecar:1", "env": [ { "name": "H", "value": "{{ token }}" }, { "name": "A", "value": "fine" } ] } ] } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "no-leftovers"; severity = "error"; expression = "!services.backend.candidate.env.exists(n, services.backend.candidate.env[n].placeholder || services.backend.candidate.env[n].empty)"; } );
== run
rungate verify
expect exit 3
expect evidence facts.services.backend.candidate.env.filter(n, facts.services.backend.candidate.env[n].placeholder) == ['A', 'B', 'C', 'D', 'H']
expect evidence facts.services.backend.candidate.env.filter(n, facts.services.backend.candidate.env[n].empty) == ['E']
expect output lacks CHANGEME
