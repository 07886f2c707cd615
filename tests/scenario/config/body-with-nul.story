# A string in a JSON body contains \u0000. The other members of the body are judged; a rule that reads that string is
# unknown.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00001-abc", "age_s": 86400 },
      { "name": "demo-backend-00002-xyz", "age_s": 120, "app": { "/health": { "body": "{\"status\":\"healthy\",\"note\":\"a\\u0000b\"}" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; expect = "json.status == 'healthy'"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "3s"; };
== file policy.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok && probes.health.json.status == 'healthy'"; } );
== file note.cfg
rules = ( { id = "note"; severity = "critical"; expression = "probes.health.json.note != 'down'"; } );
== run
rungate check backend
expect exit 0
expect evidence facts.probes.health.json.status == 'healthy'
rungate check backend --policy note.cfg
expect exit 5
expect output contains the string contains U+0000, which is not supported
rungate audit
expect exit 0
