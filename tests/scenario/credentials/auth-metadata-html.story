# A captive portal answers instead of the metadata server. It gives no credential, and the error says so.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "path": "/computeMetadata/*", "body": "<html>sign in</html>", "type": "text/html" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
rungate verify
expect exit 5
expect output contains the answer is not from a metadata server
expect requests GET /v2/* 0
