# Signed evidence has an envelope, a bundle and derived statements. It is audited with its own key, with another key and
# with no key.
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
evidence = { key = "release.pem"; file = "out/evidence.json"; };
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.pem 2> /dev/null && chmod 600 other.pem && openssl pkey -in other.pem -pubout -out other.pub.pem
rungate verify
expect exit 0
expect evidence signed && sequence == 1 && decision == 'approved' && decidedBy == 'rounds'
expect output contains (signed)
expect text out/evidence.json contains "payloadType":"application/vnd.in-toto+json"
expect text out/evidence.sigstore.json contains application/vnd.dev.sigstore.bundle.v0.3+json
expect text out/evidence.intoto.jsonl contains "payloadType"
rungate verify
expect exit 0
expect evidence signed && sequence == 2 && previous.size() == 64
rungate audit
expect exit 0
expect output contains 2 audited, 0 wrong
rungate audit --trust other.pub.pem out/evidence.json
expect exit 6
expect output contains verifies under no trusted key
rungate audit --trust release.pub.pem out/evidence.sigstore.json
expect exit 0
rungate audit --set evidence.key=absent.pem out/evidence.json
expect exit 6
expect output contains no public key is known
rungate audit --trust other.pem
expect exit 2
expect output contains contains no public key
rungate report out/evidence.json
expect exit 0
expect output contains PASSED
rungate replay
expect exit 0
expect output contains 2 judged again, 0 verdicts would differ
