# Tokens live for two seconds in a run of four seconds. They are renewed before they expire, so no request is rejected.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "expires_in": 2, "metadata": { "email": "vm@demo.iam.gserviceaccount.com" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
rungate verify --set gate.passes=40
expect exit 0
expect requests GET /computeMetadata/v1/instance/service-accounts/default/token >= 2
expect evidence requests.all(q, q.status != 401)
