# An explicit rollback cannot be carried out because no credential is accepted. The output has the known target and the
# manual commands.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file refused
not-a-token-of-this-cloud
== run
rungate snapshot
expect exit 0
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=@DIR@/refused
rungate rollback
expect exit 4
expect evidence verdict == 'ordered' && action == 'rollback_failed' && exitCode == 4
expect requests PATCH * 0
expect output contains to the split in the snapshot
expect output contains gcloud run services update-traffic demo-backend --to-revisions=demo-backend-00042-xyz=100 --region=us-central1 --project=demo
rungate rollback backend --to demo-backend-00041-abc
expect exit 4
expect output contains update-traffic demo-backend --to-revisions=demo-backend-00041-abc=100 --region
rungate rollback --baseline nosuch.json
expect exit 2
expect output contains --baseline: cannot open nosuch.json
