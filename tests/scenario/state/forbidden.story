# The credential has no permission on the bucket. The command that grants it is printed; nothing is taken for a pass.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } }, "denied": [ "storage.objects.get", "storage.objects.list", "storage.objects.create", "storage.objects.delete" ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== run
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate verify
expect exit 74
expect output contains gcloud storage buckets add-iam-policy-binding gs://acme-state
expect output contains roles/storage.objectUser
