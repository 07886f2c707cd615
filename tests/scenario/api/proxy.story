# A proxy is used for remote hosts only. Local addresses and the metadata server are reached directly. The error for an
# unreachable proxy names the proxy.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "identity": { "metadata": { "email": "vm@demo.iam.gserviceaccount.com" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env http_proxy=http://127.0.0.1:1
env HTTPS_PROXY=http://127.0.0.1:1
env ALL_PROXY=http://127.0.0.1:1
env SSLKEYLOGFILE=@DIR@/keys.log
rungate verify -v
expect exit 0
expect output contains https goes through the proxy http://127.0.0.1:1 (HTTPS_PROXY)
expect output contains SSLKEYLOGFILE is ignored
env CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN=
rungate verify --deadline 1s
expect exit 5
expect output contains (HTTPS_PROXY names a proxy)
expect no file keys.log
env SSL_CERT_FILE=@DIR@/nothing.pem
rungate verify
expect exit 2
expect output contains SSL_CERT_FILE
