# Names are queried at a configured server. A name that always resolves passes. One that fails sometimes is reported
# with its rate and its error. Each query is new.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00001-abc", "age_s": 600 } ] } },
  "dns": { "names": { "www.shop.example.com": { "addresses": [ "127.0.0.1", "2001:db8::7" ] },
                      "api.shop.example.com": { "addresses": [ "127.0.0.1" ], "every": 3, "fail": "SERVFAIL" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { steady = { dns = { host = "www.shop.example.com"; server = "@DNS@"; lookups = 3; timeout = "2s"; }; };
           flickers = { dns = { host = "api.shop.example.com"; server = "@DNS@"; lookups = 3; timeout = "2s"; }; };
           health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "14s"; };
== file policy.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "steady"; severity = "critical"; expression = "probes.steady.failures == 0"; },
          { id = "flickers"; severity = "critical"; expression = "probes.flickers.failures == 0"; message = "probes.flickers.error"; } );
== run
rungate verify
expect exit 3
expect output contains api.shop.example.com: 1 of 3 lookups at @DNS@ failed: Temporary failure in name resolution (SERVFAIL)
expect evidence rules.filter(r, r.outcome == 'fail').map(r, r.id) == ['flickers']
expect evidence facts.probes.steady.ok && facts.probes.steady.addresses == ['127.0.0.1', '2001:db8::7']
expect evidence facts.probes.flickers.failures == 1 && facts.probes.flickers.lookups == 3 && facts.probes.flickers.addresses == ['127.0.0.1']
expect requests DNS www.shop.example.com == 12
cloud apply [ { "dns": { "names": { "api.shop.example.com": { "fail": "" } } } } ]
rungate verify
expect exit 0
