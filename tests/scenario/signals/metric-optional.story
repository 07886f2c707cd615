# A rule can allow missing data explicitly. Another rule decides.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
metrics = { errors = { service = "backend"; metric = "error_ratio"; }; };
policies = [ "policy.cfg", "builtin:endpoints" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "error-ratio"; severity = "critical"; when = "has(metrics.errors.value)"; expression = "metrics.errors.value < 0.05"; },
  { id = "ready"; severity = "critical"; expression = "services.backend.candidate.ready"; } );
== run
rungate verify
expect exit 0
expect evidence rules.exists(r, r.id == 'error-ratio' && r.outcome == 'skipped')
