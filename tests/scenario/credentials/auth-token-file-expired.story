# The token in the file has expired. rungate reads the file again, is rejected again, and reports the error.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file expired
ya29.expired-token-canary-0123456789
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=@DIR@/expired
rungate verify
expect exit 5
expect output contains the access token was refused: it has expired
expect nowhere expired-token-canary
