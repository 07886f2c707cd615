# Identity-Aware Proxy in front of the service: with auth = "iap", the key of the service account signs the JWT that it takes.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "traffic": [ { "latest": true, "percent": 100, "tag": "next" } ],
    "iap": true, "api": { "iapEnabled": true } } },
  "identity": { "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "iap"; }; };
  exact = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "iap"; audience = "@URI:demo-backend@/health"; }; };
  tagged = { http = { service = "backend"; path = "/health"; timeout = "1s"; auth = "iap"; at = "candidate"; }; };
};
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect evidence facts.probes.health.ok && facts.probes.exact.ok && facts.probes.tagged.ok && facts.services.backend.iapEnabled
expect nowhere eyJhbGciOi
