# A client certificate is the credential. The subject token is the chain from the leaf certificate, read anew for each
# token. The files have the format of Google's libraries.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "token_type": "urn:ietf:params:oauth:token-type:mtls",
      "certificates": "[\"TGVhZk9uZQ==\",\"SXNzdWVy\",\"Um9vdA==\"]", "principal": "principal://ci/subject/host" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp", "subject_token_type": "urn:ietf:params:oauth:token-type:mtls",
  "token_url": "https://sts.mtls.googleapis.com/v1/token",
  "credential_source": { "certificate": { "use_default_certificate_config": true, "trust_chain_path": "@DIR@/chain.pem" } } }
== file named.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp", "subject_token_type": "urn:ietf:params:oauth:token-type:mtls",
  "credential_source": { "certificate": { "certificate_config_location": "@DIR@/elsewhere.json", "trust_chain_path": "@DIR@/late.pem" } } }
== file both.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp", "subject_token_type": "urn:ietf:params:oauth:token-type:mtls",
  "credential_source": { "certificate": { "certificate_config_location": "x", "use_default_certificate_config": true } } }
== file .config/gcloud/certificate_config.json
{ "cert_configs": { "workload": { "cert_path": "@DIR@/leaf.pem", "key_path": "@DIR@/leaf.key" } } }
== file elsewhere.json
{ "cert_configs": { "workload": { "cert_path": "@DIR@/leaf.pem", "key_path": "@DIR@/leaf.key" } } }
== file leaf.pem
-----BEGIN CERTIFICATE-----
TGVhZk9u
ZQ==
-----END CERTIFICATE-----
== file leaf.key
key-canary
== file chain.pem
-----BEGIN CERTIFICATE-----
TGVhZk9uZQ==
-----END CERTIFICATE-----
subject=the one above
-----BEGIN CERTIFICATE-----
SXNzdWVy
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
Um9vdA==
-----END CERTIFICATE-----
== file late.pem
-----BEGIN CERTIFICATE-----
SXNzdWVy
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
TGVhZk9uZQ==
-----END CERTIFICATE-----
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
mode 600 leaf.key
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect requests POST /v1/token 1
expect requests as principal://ci/subject/host GET /v2/* >= 3
expect output lacks chmod
mode 644 leaf.key
rungate check
expect exit 0
expect output contains leaf.key can be read or changed by others: chmod 600 it
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/named.json
rungate check
expect exit 5
expect output contains late.pem: the leaf certificate must be the first
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/both.json
rungate check
expect exit 5
expect output contains needs either certificate_config_location or use_default_certificate_config
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
remove leaf.pem
rungate check
expect exit 5
expect output contains leaf.pem
env GOOGLE_API_CERTIFICATE_CONFIG=@DIR@/missing.json
rungate check
expect exit 5
expect output contains certificate configuration
expect nowhere key-canary
