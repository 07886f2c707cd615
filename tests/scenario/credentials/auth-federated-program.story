# The subject token comes from a program. It runs only if the environment allows it. It gets the variables that Google
# specifies and none of rungate's secrets.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "token_type": "urn:ietf:params:oauth:token-type:jwt", "key": "@PUBLIC:idp@",
    "issuer": "https://idp.example", "audience": "gate", "principal": "principal://ci/subject/repo" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; headers = { X-Key = "${E2E_KEY}"; }; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "executable": { "command": "/bin/sh @DIR@/helper.sh  once", "timeout_millis": 5000, "output_file": "@DIR@/cache.json" } } }
== file helper.sh
env > child.env
echo run >> runs.txt
cat answer.json
== file answer.json
{ "version": 1, "success": true, "token_type": "urn:ietf:params:oauth:token-type:jwt", "id_token": "@JWT:idp iss=https://idp.example aud=gate sub=repo exp=600@", "expiration_time": 4102444800 }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
env E2E_KEY=program-env-canary
rungate verify
expect exit 5
expect output contains export GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1
env GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1
rungate verify
expect exit 0
expect requests as principal://ci/subject/repo GET /v2/* >= 3
expect file child.env
expect text child.env contains GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE=//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp
expect text child.env contains GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE=0
expect text child.env contains PATH=/usr/bin:/bin
expect nowhere program-env-canary
