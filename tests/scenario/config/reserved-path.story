# Google's front end answers 404 to a reserved path, and the request never reaches the application. The output says so.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/missing": { "status": 404, "body": { "error": "no such page" } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { reserved = { http = { service = "backend"; path = "/healthz"; }; }; own = { http = { service = "backend"; path = "/missing"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "400ms"; deadline = "5s"; };
== run
rungate lint
expect exit 0
expect output contains probes.reserved: /healthz ends in z
expect output lacks probes.own
rungate check
expect exit 3
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'reserved' && r.message.contains('not the application'))
expect evidence facts.probes.reserved.fromGoogle && !facts.probes.own.fromGoogle && facts.probes.own.status == 404
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'own' && r.message.contains('answered 404'))
