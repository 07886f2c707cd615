# Terraform changed the service last: that is a fact, and the output says that its next apply will undo the rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "api": { "client": "terraform", "clientVersion": "1.13", "lastModifier": "ci@demo.iam.gserviceaccount.com", "labels": { "goog-managed-by": "" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify
expect exit 1
expect evidence facts.services.backend.owner.client == 'terraform' && facts.services.backend.owner.clientVersion == '1.13' && facts.services.backend.owner.lastModifier.startsWith('ci@')
expect output contains backend: Terraform (1.13) last changed this service, as ci@demo.iam.gserviceaccount.com: its next apply will undo the rollback
expect output lacks a tool that owns the traffic block
