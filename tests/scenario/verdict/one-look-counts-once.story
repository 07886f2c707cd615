# An observation that is reused in later rounds counts as one failure. With observations 30 s apart, repeated rounds do
# not fail the release.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "state": "MAINTENANCE" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
sql = { main = { instance = "demo-db"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1500ms"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "policy.cfg" ];
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "sql"; severity = "critical"; each = "sql"; expression = "it.state == 'RUNNABLE'"; } );
== run
rungate verify
expect exit 1
expect evidence size(rounds) > 10 && timeline.filter(t, t.event == 'sending').size() == 1
# One observation before the verdict, and one for the recovery check, which judges the failed rule again.
expect requests GET *instances/demo-db 2
