# Federation as in a CI job: the subject token comes from a URL and impersonates a service account, which mints ID
# tokens too.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "private": true } },
  "identity": { "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "token_type": "urn:ietf:params:oauth:token-type:jwt", "key": "@PUBLIC:idp@",
    "issuer": "https://idp.example", "audience": "gate", "principal": "principal://ci/subject/repo" } },
  "ci": { "authorization": "bearer request-token-canary", "token": "@JWT:idp iss=https://idp.example aud=gate sub=repo exp=600@" },
  "accounts": { "gate@demo.iam.gserviceaccount.com": { "impersonators": ["principal://ci/subject/repo"] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "id_token"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/gate@demo.iam.gserviceaccount.com:generateAccessToken",
  "service_account_impersonation": { "token_lifetime_seconds": 1200 },
  "credential_source": { "url": "@API@subject?audience=gate", "headers": { "Authorization": "bearer request-token-canary" },
    "format": { "type": "json", "subject_token_field_name": "value" } } }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect requests GET /subject 1
expect requests POST /v1/token 1
expect requests as principal://ci/subject/repo POST *:generateAccessToken 1
expect requests as gate@demo.iam.gserviceaccount.com GET /v2/* >= 3
expect nowhere request-token-canary
