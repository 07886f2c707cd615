# The program fails, prints invalid output, or prints a token of another type. Each case is reported.
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
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": { "executable": { "command": "/bin/sh @DIR@/helper.sh" } } }
== file helper.sh
cat "$ANSWER"
exit "$STATUS"
== file refused.json
{ "version": 1, "success": false, "code": "401", "message": "caller not authorised" }
== file nonsense.json
hello
== file kind.json
{ "version": 1, "success": true, "token_type": "urn:ietf:params:oauth:token-type:saml2", "saml_response": "x", "expiration_time": 4102444800 }
== file old.json
{ "version": 1, "success": true, "token_type": "urn:ietf:params:oauth:token-type:jwt", "id_token": "x", "expiration_time": 1000000000 }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
env GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1
env ANSWER=refused.json
env STATUS=1
rungate facts
expect exit 5
expect output contains caller not authorised
env STATUS=0
env ANSWER=nonsense.json
rungate facts
expect exit 5
expect output contains executable /bin/sh
env ANSWER=kind.json
rungate facts
expect exit 5
expect output contains it gave a token of type
env ANSWER=old.json
rungate facts
expect exit 5
expect output contains its token has expired
