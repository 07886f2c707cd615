# The image passed, but in another stage, or failed in the stage that is required.
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
evidence = { dir = ".rungate/evidence"; };
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
rungate verify -c staging.cfg --set stage=test
expect exit 0
rungate verify -c production.cfg
expect exit 3
expect output contains no evidence in gs://acme-state/rungate names this image
expect no object acme-state/rungate/stage/staging/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/999999999.passed
cloud apply [ { "buckets": { "acme-state": { "objects": { "rungate/stage/staging/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/999999999.passed": "forged" } } } } ]
rungate verify -c production.cfg
expect exit 3
expect output contains gs://acme-state/rungate/evidence/999999999 is evidence of stage test
cloud apply [ { "service": "staging-backend", "app": { "/health": { "status": 503 } } } ]
rungate check -c staging.cfg
expect exit 3
expect evidence verdict == 'failed' && sequence == 4
expect no object acme-state/rungate/stage/staging/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/999999996.passed
cloud apply [ { "buckets": { "acme-state": { "objects": { "rungate/stage/staging/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/999999996.passed": "forged" } } } } ]
rungate verify -c production.cfg
expect exit 3
expect output contains did not pass stage staging at
expect output contains (gs://acme-state/rungate/evidence/999999996)
