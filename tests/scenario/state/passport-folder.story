# The state is a folder: the evidence in it is read, and that of the folder that `requires` names.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": {
    "staging-backend": { "revisions": [ { "name": "staging-backend-00007-abc", "age_s": 300, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] } } }
== file gate.cfg
version = 1; project = "demo"; region = "us-central1";
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file staging.cfg
@include "gate.cfg"
stage = "staging";
services = { backend = { service = "staging-backend"; }; };
== file production.cfg
@include "gate.cfg"
stage = "production";
requires = ( { stage = "staging"; } );
services = { backend = { service = "demo-backend"; }; };
== file elsewhere.cfg
@include "gate.cfg"
requires = ( { stage = "staging"; state = "other"; } );
services = { backend = { service = "demo-backend"; }; };
== run
rungate verify -c production.cfg
expect exit 3
expect output contains names this image
rungate verify -c staging.cfg
expect exit 0
rungate verify -c production.cfg
expect exit 0
expect evidence facts.passports.staging.images.backend.passed && facts.passports.staging.images.backend.evidence.startsWith('.rungate/evidence/')
rungate verify -c elsewhere.cfg
expect exit 5
expect output contains other/evidence cannot be read: the folder does not exist
sh mkdir -m 700 other && cp -rp .rungate/evidence other/evidence
rungate verify -c elsewhere.cfg
expect exit 0
mode 0777 other/evidence
rungate verify -c elsewhere.cfg
expect exit 5
expect output contains others may write to
mode 0700 other/evidence
rungate verify -c production.cfg --set stage=staging
rungate lint -c production.cfg
expect exit 0
expect output lacks requires[
rungate lint -c production.cfg --set stage=staging
expect exit 0
expect output contains requires[0]: this config is of stage staging itself
rungate lint -c production.cfg --set stage=Staging
expect exit 2
expect output contains stage: "Staging": a stage is a lower-case letter
rungate lint -c production.cfg --set stage=staging-2
expect exit 0
sh sed 's/stage = "staging"; }/stage = "staging"; state = "s3:\/\/acme"; }/' production.cfg > bad.cfg
rungate lint -c bad.cfg
expect exit 2
expect output contains requires[0].state: "s3://acme" is neither a folder nor gs://BUCKET/PREFIX
sh sed 's/requires = ( /requires = ( { stage = "staging"; within = "1h"; }, /' production.cfg > bad.cfg
rungate lint -c bad.cfg
expect exit 2
expect output contains requires[1].stage: "staging" is required twice
