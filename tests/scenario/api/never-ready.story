# The revision cannot start because it may not read its secret. The output has Cloud Run's message once, the command
# that grants access, and where to find the full message.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "ready": false, "message": "Permission denied on secret: projects/123/secrets/db-pass/versions/latest for Revision service account run@demo.iam.gserviceaccount.com. The service account used must be granted the 'Secret Manager Secret Accessor' role." } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains gcloud secrets add-iam-policy-binding db-pass --project=123 --member=serviceAccount:run@demo.iam.gserviceaccount.com --role=roles/secretmanager.secretAccessor
expect output contains gcloud run revisions describe demo-backend-00042-xyz --region=us-central1 --project=demo
expect output contains gcloud logging read 'resource.type="cloud_run_revision" resource.labels.service_name="demo-backend" resource.labels.revision_name="demo-backend-00042-xyz"' --project=demo --limit=50
expect output lacks cold start
expect evidence next.exists(n, n.contains('roles/secretmanager.secretAccessor'))
rungate report -o report.txt
# cut on the first screen, and whole in the reason and in the tree of causes; not once more for each rule
sh [ "$(grep -c 'Permission denied on secret' report.txt)" = 3 ]
expect requests PATCH * 0
