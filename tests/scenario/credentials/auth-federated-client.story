# The OAuth client of a workforce pool authenticates to the token exchange with basic authentication. Without a client,
# the request has the user project.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "token_type": "urn:ietf:params:oauth:token-type:jwt", "key": "@PUBLIC:idp@",
    "issuer": "https://idp.example", "audience": "gate", "principal": "principal://ci/subject/repo", "client_id": "client-7", "client_secret": "client-secret-canary" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "client_id": "client-7", "client_secret": "client-secret-canary", "workforce_pool_user_project": "42",
  "credential_source": { "file": "subject.jwt" } }
== file adc2.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "workforce_pool_user_project": "42",
  "credential_source": { "file": "subject.jwt" } }
== file subject.jwt
@JWT:idp iss=https://idp.example aud=gate sub=repo exp=600@
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect nowhere client-secret-canary
cloud apply [ { "identity": { "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "client_id": null, "user_project": "42" } } } } ]
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc2.json
rungate verify
expect exit 0
