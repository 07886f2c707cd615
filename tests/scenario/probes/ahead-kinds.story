# Every kind of probe leaves together with the first read of its service: the upgrade of a WebSocket, the first step of a
# journey, a TLS handshake, and a request with an identity token. What could change something waits for the read: the
# messages of the WebSocket, and the step of the journey that posts. The token goes to the URI of the snapshot.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "uid": "00000000-0000-4000-8000-000000000001", "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": {
        "/ws": { "websocket": { "wait": true, "messages": [ { "type": "pong" } ] } },
        "/look": { "body": { "cart": 7 } } } } ] },
    "demo-cert": { "uid": "00000000-0000-4000-8000-000000000002", "tls": {}, "revisions": [
      { "name": "demo-cert-00001-abc", "age_s": 864000 } ] },
    "demo-private": { "uid": "00000000-0000-4000-8000-000000000003", "private": true, "revisions": [
      { "name": "demo-private-00001-abc", "age_s": 864000 } ] } },
  "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 },
    { "method": "GET", "path": "*/services/demo-cert", "status": 503, "retry_after": "2", "times": 1 },
    { "method": "GET", "path": "*/services/demo-private", "status": 503, "retry_after": "2", "times": 1 } ],
  "identity": { "metadata": { "email": "vm@demo.iam.gserviceaccount.com" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; ca_file = "ca.pem";
services = { backend = { service = "demo-backend"; }; cert = { service = "demo-cert"; }; private = { service = "demo-private"; }; };
probes = {
  agent = { websocket = { service = "backend"; path = "/ws"; send = [ "{\"type\":\"ping\"}" ]; events = [ "pong" ]; timeout = "20s"; within = "20s"; }; };
  order = { journey = ( { name = "look"; http = { service = "backend"; path = "/look"; timeout = "20s"; }; capture = { cart = "json.cart"; }; },
                        { name = "buy"; http = { service = "backend"; path = "/buy"; method = "POST"; body = "{{cart}}"; timeout = "20s"; }; } ); };
  certificate = { tls = { service = "cert"; timeout = "20s"; }; };
  token = { http = { service = "private"; path = "/private"; auth = "id_token"; timeout = "20s"; }; };
};
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 3; deadline = "50s"; };
== file remember
mkdir -p -m 700 .rungate
at=$(date -u -d '-20 minutes' +%Y-%m-%dT%H:%M:%S.000Z)
service() { printf '"%s":{"service":"projects/demo/locations/us-central1/services/demo-%s","uid":"%s","uri":"%s","traffic":[{"revision":"demo-%s-%s","percent":100}]}' "$1" "$1" "$2" "$3" "$1" "$4"; }
{ printf '{"rungate":"1","takenAt":"%s","services":{' "$at"
  service backend 00000000-0000-4000-8000-000000000001 @URI:demo-backend@ 00041-abc; printf ,
  service cert 00000000-0000-4000-8000-000000000002 @URI:demo-cert@ 00001-abc; printf ,
  service private 00000000-0000-4000-8000-000000000003 @URI:demo-private@ 00001-abc
  printf '}}\n'; } > .rungate/baseline.json
chmod 600 .rungate/baseline.json
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
sh sh remember
background rungate verify
await GET */ws 1
await GET */look 1
await GET */private 1
expect requests GET */services/demo-backend <= 1
expect requests GET */services/demo-cert <= 1
expect requests GET */services/demo-private <= 1
expect requests POST */buy 0
finish
expect exit 0
expect evidence facts.probes.agent.attempts == 1 && facts.probes.agent.messages == 1 && facts.probes.order.attempts == 2
expect evidence facts.probes.certificate.ok && facts.probes.token.attempts == 1 && rounds.size() <= 2
expect evidence requests.filter(q, q.method == 'TLS').size() == 1
expect evidence requests.exists(q, q.method == 'TLS' && requests.exists(p, p.path.endsWith('services/demo-cert') && q.at < p.at && has(p.attempts)))
expect requests GET */look 1
expect requests POST */buy 1
expect requests GET /computeMetadata/v1/instance/service-accounts/default/identity 1
