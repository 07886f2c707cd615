# replay judges recorded facts with other rules, without a call.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503, "body": "::error::no %0A database" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "old.cfg" ];
== file old.cfg
rules = ( { id = "answers"; severity = "critical"; expression = "probes.health.status > 0"; },
          { id = "fast"; severity = "warning"; expression = "probes.health.ms < 60000"; } );
== file new.cfg
rules = ( { id = "answers"; severity = "critical"; expression = "probes.health.status > 0"; },
          { id = "healthy"; severity = "critical"; expression = "probes.health.ok"; message = "'answered ' + string(probes.health.status)"; },
          { id = "body"; severity = "warning"; expression = "probes.health.body.contains('database')"; } );
== file looser.cfg
rules = ( { id = "answers"; severity = "warning"; expression = "probes.health.status > 0"; } );
== run
rungate verify
expect exit 0
expect evidence verdict == 'passed' && decision == 'approved'
rungate replay
expect exit 0
expect output contains 1 judged again, 0 verdicts would differ
rungate replay --policy new.cfg
expect exit 6
expect output contains passed (approved) -> failed (condemned)
expect output contains healthy: answered 503
rungate replay --policy looser.cfg
expect exit 6
expect output contains passed (approved) -> inconclusive
rungate replay --policy new.cfg --json
expect exit 6
expect output contains "newVerdict": "failed"
expect output contains "unknown": 1
rungate replay --policy new.cfg --until 2020-01-01
expect exit 0
rungate replay absent.json
expect exit 6
expect output lacks never applied
rungate replay --policy absent.cfg
expect exit 2
