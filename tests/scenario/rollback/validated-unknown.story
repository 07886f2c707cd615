# Whether Cloud Run would accept the rollback is not known, because the right to ask is missing for one service, and
# because it does not answer for the other. Both are said; neither delays or decides anything.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [
      { "name": "demo-auth-00017-abc", "age_s": 864000 },
      { "name": "demo-auth-00018-xyz", "age_s": 110 } ] } },
  "faults": [
    { "method": "VALIDATE", "path": "*/demo-backend", "status": 403, "message": "Permission 'run.services.update' denied." },
    { "method": "VALIDATE", "path": "*/demo-auth", "delay_ms": 40000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('backend: whether Cloud Run would accept a rollback to demo-backend-00041-abc 100 % is not known') && s.contains('denied'))
expect evidence said.exists(s, s.contains('whether Cloud Run would accept a rollback of auth is not known: Cloud Run has not answered yet'))
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00017-abc=100
