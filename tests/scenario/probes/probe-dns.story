# DNS probes of a name that resolves and of one that does not exist. A name that does not resolve is an observation, and
# its rule fails.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00001-abc", "age_s": 600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { known = { dns = { host = "localhost"; lookups = 3; timeout = "2s"; }; };
           unknown = { dns = { host = "..invalid"; lookups = 2; timeout = "2s"; }; };
           health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "9s"; };
== file policy.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "known"; severity = "critical"; expression = "probes.known.failures == 0 && size(probes.known.addresses) > 0"; },
          { id = "unknown"; severity = "warning"; expression = "probes.unknown.ok"; message = "probes.unknown.error"; } );
== run
rungate verify
expect exit 0
expect output contains ..invalid: 2 of 2 lookups failed: 
expect evidence facts.probes.known.ok && facts.probes.known.lookups == 3 && facts.probes.known.addresses.exists(a, a in ['127.0.0.1', '::1'])
expect evidence facts.probes.unknown.failures == 2 && facts.probes.unknown.addresses == []
