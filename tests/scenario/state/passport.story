# An image that passed in staging is released to production by another machine. Signed evidence in the bucket says so.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": {
    "staging-backend": { "revisions": [ { "name": "staging-backend-00007-abc", "age_s": 300, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] } } }
== file gate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; key = "release.pem"; trust = [ "release.pub.pem" ]; };
== file staging.cfg
@include "gate.cfg"
stage = "staging";
services = { backend = { service = "staging-backend"; }; };
== file production.cfg
@include "gate.cfg"
stage = "production";
requires = ( { stage = "staging"; } );
services = { backend = { service = "demo-backend"; }; };
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
rungate verify -c staging.cfg
expect exit 0
expect evidence stage == 'staging'
expect object acme-state/rungate/stage/staging/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/999999999.passed
expect object acme-state/rungate/derived/999999999.intoto.jsonl contains "payloadType"
expect objects acme-state/rungate/derived/* 1
sh cat .rungate/evidence/derived/*.intoto.jsonl | while read -r line; do printf '%s' "$line" | sed 's/.*"payload":"//; s/".*//' | base64 -d; done > derived
expect text derived contains "RUNGATE_PASSED_STAGING"
expect text derived contains "timeVerified"
sh rm -rf .rungate
rungate verify -c production.cfg
expect exit 0
expect evidence stage == 'production' && rules.exists(r, r.id == 'passed-before' && r.key == 'staging' && r.outcome == 'pass')
expect evidence policies.exists(p, p.name == 'builtin:passport')
expect evidence facts.passports.staging.missing == [] && facts.passports.staging.state == 'gs://acme-state/rungate'
expect evidence facts.passports.staging.images.backend.passed && facts.passports.staging.images.backend.digest == 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
expect evidence facts.passports.staging.images.backend.evidence == 'gs://acme-state/rungate/evidence/999999999'
rungate audit -c production.cfg
expect exit 0
expect output contains 2 audited, 0 wrong
rungate replay -c production.cfg
expect exit 0
