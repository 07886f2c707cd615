# The machine's own service account signs the JWT for Identity-Aware Proxy: its address is read from the metadata server,
# and it signs at the IAM Credentials API. Without the role on itself that is refused, and the output has the command.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "iap": true, "api": { "iapEnabled": true } } },
  "identity": { "metadata": { "email": "vm@demo.iam.gserviceaccount.com" },
    "accounts": { "vm@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:vm@", "signer": "@KEY:vm@", "impersonators": [ ] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "iap"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
rungate verify
expect exit 5
expect output contains gcloud iam service-accounts add-iam-policy-binding vm@demo.iam.gserviceaccount.com --member=serviceAccount:vm@demo.iam.gserviceaccount.com --role=roles/iam.serviceAccountTokenCreator
expect requests PATCH * 0
cloud apply [ { "identity": { "accounts": { "vm@demo.iam.gserviceaccount.com": { "impersonators": [ "vm@demo.iam.gserviceaccount.com" ] } } } } ]
rungate verify --deadline 10s
expect exit 0
expect evidence facts.probes.health.ok
expect requests as vm@demo.iam.gserviceaccount.com POST *:signJwt >= 2
expect nowhere eyJhbGciOi
