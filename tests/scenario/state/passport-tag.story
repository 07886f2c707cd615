# The revision names its image by a tag, which anybody may move. There is no digest, so there is no pass either; and a
# service of the same run that is not released needs none.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": {
    "staging-backend": { "revisions": [ { "name": "staging-backend-00007-abc", "age_s": 300, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] },
    "demo-other": { "revisions": [ { "name": "demo-other-00003-abc", "age_s": 864000 } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app:v42" } ] } } ] } } }
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
services = { backend = { service = "demo-backend"; }; other = { service = "demo-other"; asked = false; }; };
== run
rungate verify -c staging.cfg
expect exit 0
rungate verify -c production.cfg
expect exit 3
expect output contains backend: the revision does not name its image by digest (us-docker.pkg.dev/demo/r/app:v42), so no pass of stage staging can be found
expect evidence facts.passports.staging.images.backend.digest == '' && size(facts.passports.staging.images) == 1
