# The credential has another universe domain. A key signs its own access tokens and gets ID tokens from IAM.
# Inconsistent universe domains are rejected.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "private": true } },
  "identity": { "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1", "impersonators": ["ci@demo.iam.gserviceaccount.com"] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "id_token"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "service_account", "private_key": "@KEY:ci@", "private_key_id": "k1", "client_email": "ci@demo.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token", "universe_domain": "apis.example" }
== file nested.json
{ "type": "impersonated_service_account", "universe_domain": "apis.example",
  "source_credentials": { "type": "service_account", "private_key": "@KEY:ci@", "private_key_id": "k1", "client_email": "ci@demo.iam.gserviceaccount.com", "universe_domain": "googleapis.com" },
  "service_account_impersonation_url": "https://iamcredentials.apis.example/v1/projects/-/serviceAccounts/ci@demo.iam.gserviceaccount.com:generateAccessToken" }
== file lookalike.json
{ "type": "external_account", "audience": "//iam.apis.example/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "file": "subject" }, "universe_domain": "apis.example" }
== file nonsense.json
{ "type": "service_account", "private_key": "@KEY:ci@", "private_key_id": "k1", "client_email": "ci@demo.iam.gserviceaccount.com", "universe_domain": "apis.example/x" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect requests POST /token 0
expect requests as ci@demo.iam.gserviceaccount.com POST *:generateIdToken 1
expect evidence endpoints.UNIVERSE_DOMAIN == 'apis.example'
env GOOGLE_CLOUD_UNIVERSE_DOMAIN=apis.example
rungate check
expect exit 0
env GOOGLE_CLOUD_UNIVERSE_DOMAIN=other.example
rungate check
expect exit 5
expect output contains it belongs to the universe apis.example, but other.example was named before
env GOOGLE_CLOUD_UNIVERSE_DOMAIN=nowhere
rungate check
expect exit 2
expect output contains GOOGLE_CLOUD_UNIVERSE_DOMAIN: the universe domain "nowhere" is not a domain name
env GOOGLE_CLOUD_UNIVERSE_DOMAIN=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/nested.json
rungate check
expect exit 5
expect output contains a run uses one universe
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/lookalike.json
rungate check
expect exit 5
expect output contains which is not Google's (https, under apis.example)
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/nonsense.json
rungate check
expect exit 5
expect output contains is not a domain name
