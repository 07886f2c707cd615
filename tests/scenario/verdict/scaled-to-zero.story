# Somebody scaled the service to 0 instances by hand. Its probe fails, which says nothing about the release: it is
# neither approved nor condemned, and the output has the command. With instances it passes.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "api": { "scaling": { "scalingMode": "MANUAL", "manualInstanceCount": 0 } }, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains demo-backend is scaled to 0 instances by hand, so no revision of it answers
expect output contains gcloud run services update demo-backend --scaling=auto --region=us-central1 --project=demo
expect evidence facts.services.backend.scalingMode == 'MANUAL' && facts.services.backend.manualInstanceCount == 0
expect evidence rules.exists(r, r.id == 'not-scaled-to-zero' && r.outcome == 'fail')
expect requests PATCH * 0
rungate status
expect output contains attention  scaled to 0 instances by hand
rungate rollback
expect output contains nobody is served by demo-backend-00041-abc either until
