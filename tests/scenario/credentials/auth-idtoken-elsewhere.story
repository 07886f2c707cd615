# An ID token is sent only to the service's own hosts or to the origin of its audience. It is not sent to the target of
# a redirect.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 302, "location": "/there" }, "/there": { "status": 200 } } } ],
    "private": true },
    "demo-other": { "revisions": [ { "name": "demo-other-00001-abc", "age_s": 864000 } ] } },
  "identity": { "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; redirects = 1; auth = "id_token"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com" }
== file other.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@URI:demo-other@/elsewhere"; timeout = "1s"; auth = "id_token"; }; }; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate facts -c other.cfg
expect exit 0
expect output contains an ID token is sent only over TLS
expect requests POST /token 0
expect requests GET /elsewhere 0
rungate facts
expect exit 0
expect output contains "status": 403
expect requests POST /token 1
expect requests GET /there 1
