# Production keeps its state in one bucket, staging in another. Production reads there, and writes nothing.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {}, "acme-staging": {} },
  "services": {
    "staging-backend": { "revisions": [ { "name": "staging-backend-00007-abc", "age_s": 300, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] } } }
== file gate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== file staging.cfg
@include "gate.cfg"
stage = "staging";
services = { backend = { service = "staging-backend"; }; };
== file production.cfg
@include "gate.cfg"
stage = "production";
requires = ( { stage = "staging"; state = "gs://acme-staging/rungate"; } );
services = { backend = { service = "demo-backend"; }; };
== run
rungate verify -c staging.cfg --state gs://acme-staging/rungate
expect exit 0
sh rm -rf .rungate
rungate verify -c production.cfg
expect exit 0
expect evidence facts.passports.staging.state == 'gs://acme-staging/rungate' && facts.passports.staging.images.backend.passed
expect evidence sequence == 1
expect objects acme-staging/rungate/evidence/* 1
expect object acme-state/rungate/stage/production/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/999999999.passed
