# Lint warns of paths that Cloud Run keeps for itself, in steps and URLs too, and of names that leave no room for a tag.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; long = { service = "a-service-whose-name-leaves-no-room-for-tags"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; }; };
  warmup = { http = { service = "backend"; path = "/_ah/warmup"; }; };
  log = { http = { url = "https://demo-backend-1.us-central1.run.app/eventlog?a=b"; service = "backend"; }; };
  edge = { http = { url = "https://demo.example.com/eventlog"; service = "backend"; }; };
  login = { journey = ( { name = "live"; http = { service = "backend"; path = "/livez"; }; } ); };
  next = { http = { service = "long"; path = "/health"; at = "candidate"; }; };
};
rollback = { try_tag = true; };
== run
rungate lint
expect exit 0
expect output contains probes.warmup: /_ah/warmup begins with /_ah/
expect output contains probes.log: /eventlog is reserved by Cloud Run
expect output contains probes.login: step live: /livez ends in z
expect output contains services.long: rollback.try_tag needs a tag (rungate-try: 11 characters), and the service's name has 44
expect output contains services.long: probes.next needs a tag (candidate: 9 characters)
expect output lacks probes.edge: /eventlog
expect output lacks services.backend:
expect no requests
