# A pass waits for the first observation of every configured source, even if no rule reads it. The evidence has the
# observed values.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "POST", "path": "/v2/entries:list", "delay_ms": 1000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
logs = { chatter = { service = "backend"; filter = "severity>=INFO"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "10s"; };
== file policy.cfg
rules = (
  { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate verify
expect exit 0
expect evidence facts.logs.chatter.count == 0
