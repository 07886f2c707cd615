# The target needs a Cloud SQL instance that was deleted and the candidate does not. The next older revision is used.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "volumes": [ { "name": "db", "cloudSqlInstance": { "instances": [ "demo:us-central1:gone-db" ] } } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
sql = { old = { instance = "gone-db"; every = "50ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00040-old' && said.exists(s, s.contains('gone-db does not exist any more'))
expect traffic demo-backend demo-backend-00040-old=100
