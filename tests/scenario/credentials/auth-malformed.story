# Credential files are missing, malformed or inconsistent. Each error says what is wrong, and rungate does not fall back
# to another credential.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file empty.json

== file nonsense.json
hello
== file list.json
[]
== file kind.json
{ "type": "service_acount" }
== file gdch.json
{ "type": "gdch_service_account" }
== file key.json
{ "type": "service_account", "client_email": "ci@demo.iam.gserviceaccount.com" }
== file pem.json
{ "type": "service_account", "client_email": "ci@demo.iam.gserviceaccount.com", "private_key": "pem-canary" }
== file email.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "a b", "client_id": "1", "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com" }
== file user.json
{ "type": "authorized_user", "client_id": "x", "client_secret": 7 }
== file source.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { } }
== file both.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "file": "a", "executable": { "command": "x" } } }
== file cert.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "certificate": {} } }
== file format.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "file": "a", "format": { "type": "xml" } } }
== file field.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "file": "a", "format": { "type": "json" } } }
== file plain.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "url": "http://192.0.2.1/x" } }
== file slow.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "executable": { "command": "x", "timeout_millis": 1 } } }
== file aws.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "environment_id": "aws2", "regional_cred_verification_url": "https://sts.amazonaws.com" } }
== file imp.json
{ "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/x" }
== file url.json
{ "type": "impersonated_service_account", "delegates": [ "projects/-/serviceAccounts/middle@demo.iam.gserviceaccount.com" ],
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/gate@demo.iam.gserviceaccount.com",
  "source_credentials": { "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary",
  "refresh_token": "1//0refresh-canary", "quota_project_id": "billing-project" } }
== file wf.json
{ "type": "external_account_authorized_user", "client_id": "x" }
== file deep.json
{ "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "impersonated_service_account", "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/g@demo.iam.gserviceaccount.com:generateAccessToken", "source_credentials": { "type": "x" } } } } } } } }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/missing.json
rungate facts
expect exit 5
expect output contains cannot open
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/empty.json
rungate facts
expect exit 5
expect output contains not JSON
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/nonsense.json
rungate facts
expect exit 5
expect output contains not JSON
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/list.json
rungate facts
expect exit 5
expect output contains type
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/kind.json
rungate facts
expect exit 5
expect output contains did you mean service_account?
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/gdch.json
rungate facts
expect exit 5
expect output contains Google Distributed Cloud air-gapped, which has no Cloud Run
expect output lacks did you mean
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/key.json
rungate facts
expect exit 5
expect output contains private_key
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/pem.json
rungate facts
expect exit 5
expect output contains the private key cannot be read
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/email.json
rungate facts
expect exit 5
expect output contains client_email
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/user.json
rungate facts
expect exit 5
expect output contains client_secret
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/source.json
rungate facts
expect exit 5
expect output contains credential_source needs one of
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/both.json
rungate facts
expect exit 5
expect output contains has both
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/cert.json
rungate facts
expect exit 5
expect output contains credential_source.certificate needs either
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/format.json
rungate facts
expect exit 5
expect output contains format.type
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/field.json
rungate facts
expect exit 5
expect output contains subject_token_field_name
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/plain.json
rungate facts
expect exit 5
expect output contains plain http to 192.0.2.1
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/slow.json
rungate facts
expect exit 5
expect output contains timeout_millis
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/aws.json
rungate facts
expect exit 5
expect output contains only aws1 is supported
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/imp.json
rungate facts
expect exit 5
expect output contains source_credentials is missing
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/url.json
rungate facts
expect exit 5
expect output contains service_account_impersonation_url must end
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/wf.json
rungate facts
expect exit 5
expect output contains client_secret
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/deep.json
rungate facts
expect exit 5
expect output contains deep
expect no requests
expect nowhere pem-canary
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive'
