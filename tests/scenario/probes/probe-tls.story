# Certificates of TLS services: a valid one, one that expires soon, an expired one, one for another host, and a
# self-signed one.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-good":    { "tls": {}, "revisions": [ { "name": "demo-good-00001-abc", "age_s": 600 } ] },
    "demo-soon":    { "tls": { "days": 3 }, "revisions": [ { "name": "demo-soon-00001-abc", "age_s": 600 } ] },
    "demo-expired": { "tls": { "days": -2 }, "revisions": [ { "name": "demo-expired-00001-abc", "age_s": 600 } ] },
    "demo-other":   { "tls": { "host": "other.test" }, "revisions": [ { "name": "demo-other-00001-abc", "age_s": 600 } ] },
    "demo-self":    { "tls": { "self_signed": true }, "revisions": [ { "name": "demo-self-00001-abc", "age_s": 600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; ca_file = "ca.pem";
services = { good = { service = "demo-good"; }; soon = { service = "demo-soon"; }; expired = { service = "demo-expired"; };
             other = { service = "demo-other"; }; self_signed = { service = "demo-self"; }; };
probes = { page = { http = { service = "good"; path = "/health"; timeout = "2s"; }; };
           good = { tls = { service = "good"; timeout = "2s"; }; }; soon = { tls = { service = "soon"; timeout = "2s"; }; };
           expired = { tls = { service = "expired"; timeout = "2s"; }; }; other = { tls = { service = "other"; timeout = "2s"; }; };
           self_signed = { tls = { service = "self_signed"; timeout = "2s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "8s"; };
== file policy.cfg
rules = ( { id = "trusted"; severity = "critical"; each = "probes"; expression = "it.ok"; message = "key + ': ' + it.error"; },
          { id = "not-about-to-expire"; severity = "warning"; expression = "probes.soon.daysLeft >= 14";
            message = "'the certificate of soon expires in ' + string(probes.soon.daysLeft) + ' days'"; } );
== run
rungate check
expect exit 3
expect output contains expired: the certificate expired at 2
expect output contains other: the certificate is not for 127.0.0.1 but for other.test
expect output contains self_signed: it is self-signed, not issued by a trusted authority
expect output contains the certificate of soon expires in 3 days
expect evidence facts.probes.page.ok && facts.probes.good.ok && facts.probes.good.chainOk && facts.probes.good.daysLeft == 90
expect evidence facts.probes.soon.ok && facts.probes.expired.expired && facts.probes.expired.daysLeft < 0 && facts.probes.self_signed.selfSigned
expect evidence !facts.probes.other.hostMatches && facts.probes.other.chainOk && facts.probes.other.names == ['other.test']
expect evidence requests.filter(r, r.method == 'TLS').size() == 5
