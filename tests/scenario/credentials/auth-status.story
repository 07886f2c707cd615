# status --credentials shows the account, the expiry and the permissions, but no part of the token.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1" } }, "denied": { "ci@demo.iam.gserviceaccount.com": ["run.services.update"] },
  "metadata": { "email": "vm@demo.iam.gserviceaccount.com" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate status --credentials
expect exit 5
expect output contains account     ci@demo.iam.gserviceaccount.com
expect output contains min left)
expect output contains may not     run.services.update
expect output contains --role=roles/run.developer
expect output contains may         run.services.get
expect output lacks eyJ
expect output lacks ya29
env GOOGLE_APPLICATION_CREDENTIALS=
rungate status --credentials
expect exit 0
expect output contains account     vm@demo.iam.gserviceaccount.com
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=@DIR@/token
rungate status --credentials
expect exit 0
expect output contains access token file
expect output contains account     unknown
expect output lacks test-token
