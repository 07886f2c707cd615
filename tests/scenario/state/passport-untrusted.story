# With evidence.trust neither unsigned evidence nor evidence that was changed is a passport.
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
== file unsigned.cfg
@include "staging.cfg"
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
sh sed 's/key = .*;/};/' gate.cfg > plain.cfg && sed 's/gate.cfg/plain.cfg/' staging.cfg > unsigned.cfg
rungate verify -c unsigned.cfg
expect exit 0
expect evidence !signed
sh rm -rf .rungate
rungate verify -c production.cfg
expect exit 3
expect output contains gs://acme-state/rungate/evidence/999999999: not signed by a key of evidence.trust
cloud apply [ { "buckets": { "acme-state": { "objects": { "rungate/evidence/999999999": "{\"torn" } } } } ]
rungate verify -c production.cfg
expect exit 3
expect output contains has not passed stage staging: earlier evidence is ignored: gs://acme-state/rungate/evidence/999999999
