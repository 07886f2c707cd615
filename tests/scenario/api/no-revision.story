# A service has no revision. There is nothing to judge, and Google's 404 is not taken for an answer of the application.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "30s"; };
== run
rungate verify
expect exit 5
expect evidence reason.contains('has no revision')
expect requests GET /health 0
rungate rollback backend
expect exit 3
