# The API answers 401 once. rungate fetches a new token once for all calls that failed with it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "metadata": { "email": "vm@demo.iam.gserviceaccount.com" } },
  "faults": [ { "path": "/v2/*", "method": "GET", "status": 401, "times": 1 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
rungate verify
expect exit 0
expect requests GET /computeMetadata/v1/instance/service-accounts/default/token 2
