# The token server answers 400 with an error code that means "try again". rungate retries as after a 503. It does not
# retry an error that means that the credential is wrong.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "users": { "1//0refresh-canary": { "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary", "email": "ann@example.com" } } },
  "faults": [ { "path": "/token", "status": 400, "body": "{\"error\":\"temporarily_unavailable\"}", "times": 1 },
              { "path": "/token", "status": 400, "body": "{\"error\":\"server_error\",\"error_description\":\"try later\"}", "from": 2, "times": 1 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file adc.json
{ "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-client-canary",
  "refresh_token": "1//0refresh-canary", "quota_project_id": "billing-project" }
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/adc.json
rungate verify
expect exit 0
expect requests POST /token 3
cloud apply [ { "faults": [ { "path": "/token", "status": 400, "body": "{\"error\":\"invalid_grant\"}" } ] } ]
rungate verify --deadline 4s
expect exit 5
expect requests POST /token 4
cloud apply [ { "faults": [ { "path": "/token", "status": 400, "body": "{\"error\":\"server_error\",\"error_description\":\"try later\"}" } ] } ]
rungate verify --deadline 4s
expect exit 5
expect output contains server_error: try later
expect requests POST /token >= 7
