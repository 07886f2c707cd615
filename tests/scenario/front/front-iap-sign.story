# The impersonated service account signs the JWT for Identity-Aware Proxy at the IAM Credentials API. An account that IAP
# does not know is refused: this says nothing about the release, and the output has the command that admits it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "iap": true, "api": { "iapEnabled": true } } },
  "identity": { "accounts": {
    "gate@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:gate@", "signer": "@KEY:gate@", "impersonators": [ "test-token" ] },
    "other@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:gate@", "signer": "@KEY:other@", "impersonators": [ "test-token" ] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "iap"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify --impersonate-service-account gate@demo.iam.gserviceaccount.com
expect exit 0
expect requests POST *:signJwt 1
rungate verify --impersonate-service-account other@demo.iam.gserviceaccount.com
expect exit 5
expect output contains Identity-Aware Proxy answered 401 to the JWT of serviceAccount:other@demo.iam.gserviceaccount.com
expect output contains roles/iap.httpsResourceAccessor
rungate verify
expect exit 5
expect output contains --impersonate-service-account=EMAIL
expect requests PATCH * 0
