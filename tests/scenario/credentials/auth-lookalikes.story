# A token is sent to Google's hosts only. Credential files that name other hosts are rejected before any request.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file token.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.evilgoogleapis.com/token",
  "universe_domain": "googleapis.com" }
== file plain.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "http://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com" }
== file user.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.googleapis.com@127.0.0.1/token",
  "universe_domain": "googleapis.com" }
== file sts.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com.example.com/v1/token",
  "credential_source": { "file": "subject.jwt" } }
== file iam.json
{ "type": "impersonated_service_account", "delegates": [ "projects/-/serviceAccounts/middle@demo.iam.gserviceaccount.com" ],
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com:8443/v1/projects/-/serviceAccounts/gate@demo.iam.gserviceaccount.com:generateAccessToken",
  "source_credentials": { "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary",
  "refresh_token": "1//0refresh-canary", "quota_project_id": "billing-project" } }
== file universe.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "example.com/googleapis.com" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/token.json
rungate verify
expect exit 5
expect output contains which is not Google's
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/plain.json
rungate verify
expect exit 5
expect output contains which is not Google's
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/user.json
rungate verify
expect exit 5
expect output contains which is not Google's
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/sts.json
rungate verify
expect exit 5
expect output contains which is not Google's
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/iam.json
rungate verify
expect exit 5
expect output contains which is not Google's
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/universe.json
rungate verify
expect exit 5
expect output contains is not a domain name
expect no requests
