# A probe that no critical or error rule reads does not count as a probe of the service. Nor does a warning, a dry run,
# a DNS name, a certificate or the baseline's answer.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00041-abc", "tag": "old" } ] } },
  "dns": { "names": { "www.shop.example.com": { "addresses": [ "127.0.0.1" ] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
policies = [ "builtin:cloud-run" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file weak.cfg
rules = ( { id = "up"; severity = "critical"; expression = "services.backend.candidate.ready"; },
          { id = "warned"; severity = "warning"; expression = "probes.health.ok"; },
          { id = "tried"; severity = "critical"; dry_run = true; expression = "probes.health.ok"; },
          { id = "there"; severity = "critical"; expression = "has(probes.health) && size(probes) > 0 && probes.size() > 0 && 'health' in probes"; },
          { id = "whenever"; severity = "critical"; when = "probes.health.status > 599"; expression = "probes.health.ok"; } );
== file other.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { old = { http = { service = "backend"; path = "/health"; at = "baseline"; }; };
           name = { dns = { host = "www.shop.example.com"; server = "@DNS@"; timeout = "2s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "14s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "*": { "status": 503 } } } } ]
rungate verify
expect exit 5
expect output contains not tested: backend (no critical or error rule reads probes.health)
expect output contains add to the config's policies
expect output contains "builtin:endpoints"
expect output contains observed, but read by no rule: probes.health
expect evidence unjudged == ['probes.health'] && services.backend.reachedBy == ['probes.health'] && !services.backend.asked
rungate verify --policy weak.cfg
expect exit 5
expect evidence unjudged == [] && rules.exists(r, r.id == 'warned' && r.outcome == 'fail') && rules.exists(r, r.id == 'there' && r.outcome == 'pass')
rungate verify -c other.cfg
expect exit 5
expect output contains backend_health = { http = { service = "backend"; path = "/"; expect = "status < 500"; }; };
expect evidence facts.probes.old.ok && facts.probes.name.ok && services.backend.reachedBy == []
rungate audit
expect exit 0
rungate verify --policy builtin:endpoints
expect exit 1
