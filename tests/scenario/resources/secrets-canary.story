# A canary value is put into every place that can hold a secret. All written bytes are searched for it: output,
# evidence, journal, the environment of child processes, and every write in the strace log except those to sockets.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503, "body": { "status": "bad", "note": "token ya29.app-leak-canary-0123456789abcdef and eyJhbGciOiJub25lIn0.eyJhcHAiOiJqd3QtY2FuYXJ5In0.and-jwt-leak-canary-1 and Bearer bearer-leak-canary-1" } }, "/login": { "status": 500, "echo": true } } } ] } },
  "identity": { "accounts": { "ci@demo.iam.gserviceaccount.com": { "key": "@PUBLIC:ci@", "key_id": "k1", "impersonators": ["principal://ci/subject/repo"] } },
  "self_signed": false, "token_mark": "token-canary", "users": { "1//0refresh-canary-0123456789": { "client_id": "id", "client_secret": "GOCSPX-client-canary-0123456789", "email": "ann@example.com" } },
  "pools": { "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp": { "token_type": "urn:ietf:params:oauth:token-type:jwt", "opaque": "subject-canary", "principal": "principal://ci/subject/repo" } } },
  "faults": [ { "method": "PATCH", "path": "/v2/*", "status": 403, "echo": true } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "1s"; expect = "json.note == '' && headers['x-revision'] != ''";
                      headers = { X-Key = "${E2E_HEADER}"; Authorization = "Basic ${E2E_BASIC}"; }; }; };
  posted = { http = { url = "@URI:demo-backend@/login?key=${E2E_QUERY}"; method = "POST"; body = "{\"password\":\"${E2E_BODY}\"}"; }; };
  named  = { http = { url = "http://ann:${E2E_USER}@127.0.0.1:1/"; }; };
  private = { http = { service = "backend"; path = "/private"; auth = "id_token"; }; };
};
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "6s"; };
rollback = { confirm = "2s"; deadline = "4s"; };
evidence = { file = "out/evidence.json"; };
== file policy.cfg
rules = ( { id = "says"; severity = "critical"; expression = "probes.health.ok"; message = "probes.health.json.note + probes.health.error + string(probes.posted.status)"; },
  { id = "cookies"; severity = "warning"; expression = "probes.posted.body == '' && probes.named.ok && probes.private.ok"; message = "probes.posted.body + probes.named.error"; } );
== file key.json
{ "type": "service_account", "project_id": "demo", "private_key_id": "k1", "private_key": "@KEY:ci@",
  "client_email": "ci@demo.iam.gserviceaccount.com", "client_id": "1", "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com" }
== file user.json
{ "type": "authorized_user", "client_id": "id", "client_secret": "GOCSPX-client-canary-0123456789", "refresh_token": "1//0refresh-canary-0123456789" }
== file program.json
{ "type": "external_account", "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci/providers/idp",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/ci@demo.iam.gserviceaccount.com:generateAccessToken",
  "credential_source": { "executable": { "command": "/bin/sh @DIR@/helper.sh" } } }
== file helper.sh
env > child.env
exec cat answer.json
== file answer.json
{ "version": 1, "success": true, "token_type": "urn:ietf:params:oauth:token-type:jwt", "id_token": "subject-canary", "expiration_time": 4102444800 }
== file broken.json
{ "type": "service_account", "client_email": "ci@demo.iam.gserviceaccount.com", "private_key": "-----BEGIN PRIVATE KEY-----aws-key-canary
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env E2E_HEADER=e2e-header-canary
env E2E_BASIC=e2e-basic-canary
env E2E_QUERY=e2e-query-canary
env E2E_BODY=e2e-body-canary
env E2E_USER=e2e-user-canary
env HTTPS_PROXY=http://gate:proxy-canary@127.0.0.1:1
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/key.json
trace rungate verify -v
expect exit 4
expect text trace.txt contains RLIMIT_CORE, {rlim_cur=0, rlim_max=0}
expect output contains https goes through the proxy http://[redacted]@127.0.0.1:1 (HTTPS_PROXY)
expect nowhere @KEYLINE:ci@
expect nowhere token-canary
expect nowhere refresh-canary
expect nowhere client-canary
expect nowhere subject-canary
expect nowhere e2e-header-canary
expect nowhere e2e-basic-canary
expect nowhere e2e-query-canary
expect nowhere e2e-body-canary
expect nowhere e2e-user-canary
expect nowhere proxy-canary
expect nowhere app-leak-canary
expect nowhere jwt-leak-canary
expect nowhere bearer-leak-canary
expect nowhere aws-key-canary
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/user.json
trace rungate verify -v --json
expect exit 4
expect nowhere @KEYLINE:ci@
expect nowhere token-canary
expect nowhere refresh-canary
expect nowhere client-canary
expect nowhere subject-canary
expect nowhere e2e-header-canary
expect nowhere e2e-basic-canary
expect nowhere e2e-query-canary
expect nowhere e2e-body-canary
expect nowhere e2e-user-canary
expect nowhere proxy-canary
expect nowhere app-leak-canary
expect nowhere jwt-leak-canary
expect nowhere bearer-leak-canary
expect nowhere aws-key-canary
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/program.json
env GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1
trace rungate rollback -v
expect exit 4
expect file child.env
expect nowhere @KEYLINE:ci@
expect nowhere token-canary
expect nowhere refresh-canary
expect nowhere client-canary
expect nowhere subject-canary
expect nowhere e2e-header-canary
expect nowhere e2e-basic-canary
expect nowhere e2e-query-canary
expect nowhere e2e-body-canary
expect nowhere e2e-user-canary
expect nowhere proxy-canary
expect nowhere app-leak-canary
expect nowhere jwt-leak-canary
expect nowhere bearer-leak-canary
expect nowhere aws-key-canary
trace rungate facts -v
expect nowhere @KEYLINE:ci@
expect nowhere token-canary
expect nowhere refresh-canary
expect nowhere client-canary
expect nowhere subject-canary
expect nowhere e2e-header-canary
expect nowhere e2e-basic-canary
expect nowhere e2e-query-canary
expect nowhere e2e-body-canary
expect nowhere e2e-user-canary
expect nowhere proxy-canary
expect nowhere app-leak-canary
expect nowhere jwt-leak-canary
expect nowhere bearer-leak-canary
expect nowhere aws-key-canary
trace rungate status --credentials
expect nowhere @KEYLINE:ci@
expect nowhere token-canary
expect nowhere refresh-canary
expect nowhere client-canary
expect nowhere subject-canary
expect nowhere e2e-header-canary
expect nowhere e2e-basic-canary
expect nowhere e2e-query-canary
expect nowhere e2e-body-canary
expect nowhere e2e-user-canary
expect nowhere proxy-canary
expect nowhere app-leak-canary
expect nowhere jwt-leak-canary
expect nowhere bearer-leak-canary
expect nowhere aws-key-canary
env GOOGLE_APPLICATION_CREDENTIALS=@DIR@/broken.json
trace rungate verify -v
expect exit 5
expect nowhere @KEYLINE:ci@
expect nowhere token-canary
expect nowhere refresh-canary
expect nowhere client-canary
expect nowhere subject-canary
expect nowhere e2e-header-canary
expect nowhere e2e-basic-canary
expect nowhere e2e-query-canary
expect nowhere e2e-body-canary
expect nowhere e2e-user-canary
expect nowhere proxy-canary
expect nowhere app-leak-canary
expect nowhere jwt-leak-canary
expect nowhere bearer-leak-canary
expect nowhere aws-key-canary
