# The quota project of a source credential is used for the impersonation call.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "accounts": { "gate@demo.iam.gserviceaccount.com": { "impersonators": ["ann@example.com"] } },
    "users": { "1//0refresh-canary": { "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "email": "ann@example.com" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "impersonated_service_account", "source_credentials": { "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "refresh_token": "1//0refresh-canary", "quota_project_id": "billed-source" },
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/gate@demo.iam.gserviceaccount.com:generateAccessToken",
  "quota_project_id": "billed-calls" }
== file plain.json
{ "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "refresh_token": "1//0refresh-canary", "quota_project_id": "billed-plain" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
sh grep generateAccessToken requests.jsonl | grep -q '"quota":"billed-source"'
expect last quota billed-calls
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/plain.json
rungate check --impersonate-service-account=gate@demo.iam.gserviceaccount.com
expect exit 0
sh grep generateAccessToken requests.jsonl | tail -n 1 | grep -q '"quota":"billed-plain"'
