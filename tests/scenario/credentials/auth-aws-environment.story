# AWS keys come from the environment. With a wrong secret key, AWS rejects the signature.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "principal": "principal://ci/subject/repo", "token_type": "urn:ietf:params:aws:token-type:aws4_request",
    "aws": { "region": "us-east-1", "id": "AKIDEXAMPLE", "secret": "aws-secret-canary" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "environment_id": "aws1", "region_url": "@API@latest/meta-data/placement/availability-zone",
    "url": "@API@latest/meta-data/iam/security-credentials", "imdsv2_session_token_url": "@API@latest/api/token",
    "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15" } }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
env AWS_REGION=us-east-1
env AWS_ACCESS_KEY_ID=AKIDEXAMPLE
env AWS_SECRET_ACCESS_KEY=aws-secret-canary
rungate verify
expect exit 0
expect requests * /latest/* 0
env AWS_SECRET_ACCESS_KEY=another-secret-canary
rungate verify
expect exit 5
expect output contains request signature we calculated does not match
expect nowhere another-secret-canary
