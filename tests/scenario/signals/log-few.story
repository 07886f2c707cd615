# There are fewer errors than the rule allows. A sample that a rule reads is kept.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "logs": [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "WARNING", "text": "slow", "age_s": 60, "count": 9 },
    { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "one failure", "age_s": 60, "count": 2 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; samples = 1; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "few-errors"; severity = "critical"; expression = "logs.errors.count < 5"; },
  { id = "sample"; severity = "warning"; expression = "logs.errors.samples.all(s, !s.text.contains('panic'))"; } );
== run
rungate verify
expect exit 0
expect evidence facts.logs.errors.count == 2 && size(facts.logs.errors.samples) == 1 && facts.logs.errors.samples[0].text == 'one failure'
expect evidence facts.logs.errors.samples[0].severity == 'ERROR' && facts.logs.errors.samples[0].time.startsWith('20')
expect requests POST /v2/entries:list 1
