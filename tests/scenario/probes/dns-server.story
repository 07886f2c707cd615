# Errors of a configured DNS server: it refuses queries, never answers, cannot be reached, or has an invalid address.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00001-abc", "age_s": 600 } ] } },
  "dns": { "names": { "refused.example.com": { "fail": "REFUSED" }, "silent.example.com": { "fail": "drop" },
                      "empty.example.com": { "addresses": [] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { unknown = { dns = { host = "unknown.example.com"; server = "@DNS@"; lookups = 2; timeout = "2s"; }; };
           refused = { dns = { host = "refused.example.com"; server = "@DNS@"; lookups = 2; timeout = "2s"; }; };
           empty = { dns = { host = "empty.example.com"; server = "@DNS@"; lookups = 1; timeout = "2s"; }; };
           silent = { dns = { host = "silent.example.com"; server = "@DNS@"; lookups = 2; timeout = "300ms"; }; };
           nobody = { dns = { host = "empty.example.com"; server = "127.0.0.1:1"; lookups = 1; timeout = "2s"; }; };
           no_name = { dns = { host = "..invalid"; server = "@DNS@"; lookups = 1; timeout = "2s"; }; };
           health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 1; deadline = "9s"; };
== file policy.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== file name.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { name = { dns = { host = "www.example.com"; server = "dns.example.com"; }; }; };
== file port.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { name = { dns = { host = "www.example.com"; server = "127.0.0.1:70000"; }; }; };
== file metadata.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { name = { dns = { host = "www.example.com"; server = "169.254.169.254"; }; }; };
== run
rungate verify -c name.cfg
expect exit 2
expect output contains name.cfg:3: probes.name: server "dns.example.com" is not an address
rungate verify -c port.cfg
expect exit 2
expect output contains port.cfg:3: probes.name: server "127.0.0.1:70000" is not an address
rungate verify -c metadata.cfg
expect exit 2
expect output contains metadata.cfg:3: probes.name: server "169.254.169.254" is a metadata server's address
expect no requests
rungate verify
expect exit 0
expect evidence facts.probes.map(p, facts.probes[p]).filter(p, has(p.lookups)).all(p, !p.ok && p.failures == p.lookups && p.addresses == [])
expect evidence facts.probes.unknown.error.startsWith('unknown.example.com: 2 of 2 lookups at 127.0.0.1:') && facts.probes.unknown.error.endsWith(' failed: Name or service not known (NXDOMAIN)')
expect evidence facts.probes.refused.error.startsWith('refused.example.com: 2 of 2 lookups at 127.0.0.1:') && facts.probes.refused.error.endsWith(' failed: Non-recoverable failure in name resolution (REFUSED)')
expect evidence facts.probes.empty.error.startsWith('empty.example.com: 1 of 1 lookups at 127.0.0.1:') && facts.probes.empty.error.endsWith(' failed: the name has no address')
expect evidence facts.probes.silent.error.contains(' failed: no answer within ')
expect evidence facts.probes.nobody.error == 'empty.example.com: 1 of 1 lookups at 127.0.0.1:1 failed: Connection refused'
expect evidence facts.probes.no_name.error.startsWith('..invalid: 1 of 1 lookups at 127.0.0.1:') && facts.probes.no_name.error.endsWith(' failed: not a valid DNS name')
expect requests DNS silent.example.com == 2
