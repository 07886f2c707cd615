# The bucket of this run is forbidden, so neither the pass of staging can be read nor this run be recorded.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": {
    "staging-backend": { "revisions": [ { "name": "staging-backend-00007-abc", "age_s": 300, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } ] } } ] } }, "denied": [ "storage.objects.get", "storage.objects.list", "storage.objects.create" ] }
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
rungate verify -c production.cfg --set gate.deadline=2s
expect exit 5
expect output contains stage staging: evidence in gs://acme-state/rungate cannot be read
expect output contains gcloud storage buckets add-iam-policy-binding gs://acme-state
