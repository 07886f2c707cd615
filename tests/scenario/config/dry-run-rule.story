# A rule with dry_run is evaluated and shown, but does not count for the verdict.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; }, { id = "trial"; severity = "critical"; dry_run = true; expression = "false"; } );
== run
rungate verify
expect exit 0
expect evidence verdict == 'passed' && action == 'none'
expect requests PATCH * 0
expect evidence rules.exists(r, r.id == 'trial' && r.outcome == 'fail' && r.dryRun)
