# Impersonation is not allowed. The error names the permission and the command that grants it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "users": { "1//0refresh-canary": { "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "email": "ann@example.com" } }, "accounts": { "gate@demo.iam.gserviceaccount.com": { "impersonators": [] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary",
  "refresh_token": "1//0refresh-canary", "account": "ann@example.com", "quota_project_id": "billing-project" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
env CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT=gate@demo.iam.gserviceaccount.com
rungate verify
expect exit 5
expect output contains iam.serviceAccounts.getAccessToken
expect output contains add-iam-policy-binding gate@demo.iam.gserviceaccount.com --member=user:ann@example.com --role=roles/iam.serviceAccountTokenCreator
