# The revision cannot start because its image cannot be read. The output has the command that grants access, with the
# repository and the service agent of Cloud Run.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "ready": false, "message": "Google Cloud Run Service Agent service-123@serverless-robot-prod.iam.gserviceaccount.com must have permission to read the image, us-docker.pkg.dev/images/shop/backend:1. Ensure that the provided container image URL is correct." } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains gcloud artifacts repositories add-iam-policy-binding shop --location=us --project=images --member=serviceAccount:service-123@serverless-robot-prod.iam.gserviceaccount.com --role=roles/artifactregistry.reader
rungate promote backend
expect exit 3
expect evidence reason.contains('is not ready: Google Cloud Run Service Agent')
expect output contains gcloud run revisions describe demo-backend-00042-xyz
expect requests PATCH * 0
