# A private service is probed without a token. Cloud Run's 403 is below 500, but the application was not reached.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "*": { "status": 403,
        "body": "<html><head><title>403 Forbidden</title></head><body><h1>Error: Forbidden</h1><h2>Your client does not have permission to get URL <code>/</code> from this server.</h2></body></html>" },
        "/own": { "status": 403, "body": { "error": "not yours" } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/"; expect = "status < 500"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== file own.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/own"; expect = "status == 403"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate verify
expect exit 5
expect output contains not tested: backend (Cloud Run refused probes.backend_health with status 403; the request did not reach a container)
expect output contains auth = "id_token"; in probes.backend_health
expect evidence !services.backend.asked && services.backend.reachedBy == []
rungate audit
expect exit 0
rungate verify -c own.cfg
expect exit 0
expect evidence services.backend.asked
