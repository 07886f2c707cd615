# A token is sent before the read only to a URI that is known for sure: the snapshot's, or that of evidence with a trusted
# signature. The URI in unsigned evidence may be anybody's, so the token waits for the read.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "private": true, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] },
    "demo-open": { "revisions": [ { "name": "demo-open-00001-abc", "age_s": 864000 } ] } },
  "identity": { "metadata": { "email": "vm@demo.iam.gserviceaccount.com" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; open = { service = "demo-open"; }; };
probes = {
  token = { http = { service = "backend"; path = "/private"; auth = "id_token"; timeout = "20s"; }; };
  plain = { http = { service = "open"; path = "/plain"; timeout = "20s"; }; };
};
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 3; deadline = "50s"; };
== file trusting.cfg
@include "rungate.cfg"
evidence = { key = "release.pem"; trust = [ "release.pub.pem" ]; };
== file keys
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2>&1 && openssl pkey -in release.pem -pubout -out release.pub.pem
chmod 600 release.pem
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
sh sh keys
rungate verify
expect exit 0
expect requests GET */private 1
cloud apply [ { "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 }, { "method": "GET", "path": "*/services/demo-open", "status": 503, "retry_after": "2", "times": 1 } ] } ]
background rungate verify
await GET */plain 2
expect requests GET */private 1
finish
expect exit 0
expect requests GET */private 2
expect evidence !requests.exists(q, q.path == '/private' && requests.exists(p, p.path.endsWith('services/demo-backend') && has(p.attempts) && q.at < p.at))
rungate verify -c trusting.cfg
expect exit 0
cloud apply [ { "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 }, { "method": "GET", "path": "*/services/demo-open", "status": 503, "retry_after": "2", "times": 1 } ] } ]
background rungate verify -c trusting.cfg
await GET */private 4
finish
expect exit 0
expect requests GET */private 4
expect evidence requests.exists(q, q.path == '/private' && requests.exists(p, p.path.endsWith('services/demo-backend') && has(p.attempts) && q.at < p.at))
