# --impersonate takes a chain in gcloud's format: delegates first, the account last. An invalid account name is a usage
# error.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "users": { "1//0refresh-canary": { "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "email": "ann@example.com" } },
  "accounts": { "middle@demo.iam.gserviceaccount.com": { "impersonators": ["ann@example.com"] },
    "gate@demo.iam.gserviceaccount.com": { "impersonators": ["middle@demo.iam.gserviceaccount.com"] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary",
  "refresh_token": "1//0refresh-canary", "quota_project_id": "billing-project" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify --impersonate-service-account=middle@demo.iam.gserviceaccount.com,gate@demo.iam.gserviceaccount.com
expect exit 0
expect requests as gate@demo.iam.gserviceaccount.com GET /v2/* >= 3
rungate verify --impersonate-service-account=nobody
expect exit 2
expect output contains "nobody" is not a service account
