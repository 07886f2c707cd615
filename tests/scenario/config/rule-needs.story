# A rule needs more data than was observed. It is unknown: the release neither passes nor fails.
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
data = { load = "load.json"; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "up"; severity = "critical"; expression = "probes.health.ok"; },
  { id = "enough"; severity = "critical"; needs = "data.load.requests >= 20"; expression = "data.load.errors < 0"; } );
== file lint.cfg
rules = ( { id = "enough"; severity = "critical"; needs = "requsts >= 20"; expression = "probes.health.ok"; } );
== file load.json
{ "requests": 3, "errors": 1 }
== run
rungate verify --evidence copy.json
expect exit 5
expect evidence rules.exists(r, r.id == 'enough' && r.outcome == 'unknown' && r.message.contains('too little was observed: needs data.load.requests >= 20'))
expect evidence facts.data.load.requests == 3
rungate verify --policy lint.cfg
expect exit 2
expect output contains rule enough
