# A key that cannot sign is an error in the config. It is reported before any call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file empty.pem
nothing
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
rungate verify --set evidence.key=absent.pem
expect exit 2
expect output contains evidence.key: cannot open absent.pem
rungate verify --set evidence.key=empty.pem
expect exit 2
expect output contains contains no private key
rungate verify --set evidence.key=release.pub.pem
expect exit 2
rungate verify --set evidence.trust=absent.pem
expect exit 2
expect output contains evidence.trust: cannot open absent.pem
expect no requests
