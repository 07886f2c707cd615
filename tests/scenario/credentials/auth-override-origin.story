# The URLs in a credential file have the origin of an endpoint override, as in an emulator. They are used unchanged.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "self_signed": false, "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1" },
    "gate@demo.iam.gserviceaccount.com": { "impersonators": ["principal://ci/subject/repo", "ann@example.com"] } },
    "users": { "1//0refresh-canary": { "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "email": "ann@example.com" } },
    "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "token_type": "urn:ietf:params:oauth:token-type:jwt",
      "opaque": "opaque-subject-canary", "principal": "principal://ci/subject/repo" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file key.json
{ "type": "service_account", "private_key": "@KEY:ci@", "private_key_id": "k1", "client_email": "ci@demo.iam.gserviceaccount.com", "token_uri": "http://@HOST@/token" }
== file user.json
{ "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "refresh_token": "1//0refresh-canary", "token_uri": "http://@HOST@/token" }
== file pool.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
  "token_url": "http://@HOST@/v1/token", "credential_source": { "file": "subject" },
  "service_account_impersonation_url": "http://@HOST@/v1/projects/-/serviceAccounts/gate@demo.iam.gserviceaccount.com:generateAccessToken" }
== file id.json
{ "type": "impersonated_service_account", "source_credentials": { "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "refresh_token": "1//0refresh-canary" },
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/gate@demo.iam.gserviceaccount.com:generateIdToken" }
== file other.json
{ "type": "service_account", "private_key": "@KEY:ci@", "private_key_id": "k1", "client_email": "ci@demo.iam.gserviceaccount.com", "token_uri": "http://127.0.0.1:1/token" }
== file subject
opaque-subject-canary
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/id.json
rungate verify
expect exit 0
expect requests as gate@demo.iam.gserviceaccount.com GET /v2/* >= 3
env CLOUDSDK_API_ENDPOINT_OVERRIDES_OAUTH2=
env CLOUDSDK_API_ENDPOINT_OVERRIDES_STS=
env CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/key.json
rungate check
expect exit 0
expect requests as ci@demo.iam.gserviceaccount.com GET /v2/* >= 3
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/user.json
rungate check
expect exit 0
expect requests as ann@example.com GET /v2/* >= 3
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/pool.json
rungate check
expect exit 0
expect requests POST /v1/token 1
expect requests as principal://ci/subject/repo POST *:generateAccessToken 1
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/other.json
rungate check
expect exit 5
expect output contains no endpoint override's origin: nothing is sent there
expect nowhere subject-canary
