# The credential of a workforce user is refreshed at the Security Token Service.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "workforce": { "wf-refresh-canary": { "client_id": "c", "client_secret": "wf-secret-canary", "principal": "principal://workforce/ann" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account_authorized_user", "audience": "//iam.googleapis.com/locations/global/workforcePools/p/providers/q",
  "client_id": "c", "client_secret": "wf-secret-canary", "refresh_token": "wf-refresh-canary",
  "token_url": "https://sts.googleapis.com/v1/oauthtoken" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect requests POST /v1/oauthtoken 1
expect requests as principal://workforce/ann GET /v2/* >= 3
expect nowhere wf-refresh-canary
expect nowhere wf-secret-canary
