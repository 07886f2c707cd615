# With evidence.trust, records that are not signed by a trusted key are ignored, and the output says so.
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
== file trust.cfg
@include "rungate.cfg"
evidence = { trust = [ "release.pub.pem" ]; key = "release.pem"; };
== file foreign.cfg
@include "rungate.cfg"
evidence = { key = "other.pem"; };
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.pem 2> /dev/null && chmod 600 other.pem && openssl pkey -in other.pem -pubout -out other.pub.pem
rungate verify
expect exit 0
expect evidence !signed
expect output contains (unsigned)
rungate verify -c foreign.cfg
expect exit 0
expect evidence signed
rungate verify -c trust.cfg
expect exit 0
expect output contains 2 of 2 earlier pieces of evidence are not signed by a key of evidence.trust
rungate verify -c trust.cfg
expect exit 0
expect output contains 2 of 3 earlier pieces of evidence are not signed
rungate audit -c trust.cfg
expect exit 6
expect output contains unsigned although a key is trusted
expect output contains verifies under no trusted key
rungate replay -c trust.cfg
expect exit 0
expect output contains 2 skipped (not signed by a trusted key)
