# The account may not read images: said with the role and the command, and not called gone. Where the API is not enabled,
# the command that enables it is said. Both are looked up again before a rollback, and traffic is moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "reconcile_ms": 0, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "path": "/v1/projects/demo/locations/us/repositories/*", "status": 403, "message": "Permission 'artifactregistry.dockerimages.get' denied on resource '//artifactregistry.googleapis.com/projects/demo/locations/us/repositories/r' (or it may not exist)." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:production" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
expect evidence rules.exists(r, r.id == 'way-back-lives' && r.outcome == 'unknown' && r.message.contains('roles/artifactregistry.reader'))
expect evidence said.exists(s, s.contains('could not check that image us-docker.pkg.dev/demo/r/demo-backend@sha256:') && s.contains('--role=roles/artifactregistry.reader'))
rungate status
expect output contains candidate
cloud apply [ { "service": "demo-backend", "app": {}, "traffic": [ { "latest": true, "percent": 100 } ] }, { "faults": [ { "path": "/v1/projects/demo/locations/us/repositories/*", "status": 403, "message": "Artifact Registry API has not been used in project 123 before or it is disabled.", "details": [ { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": { "service": "artifactregistry.googleapis.com", "consumer": "projects/123" } } ] } ] } ]
rungate status
expect output contains way back   not known: whether image us-docker.pkg.dev/demo/r/demo-backend@sha256:
expect output contains gcloud services enable artifactregistry.googleapis.com --project=123
