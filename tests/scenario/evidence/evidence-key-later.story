# A key is configured after unsigned runs. It begins a new chain; audit distinguishes the earlier unsigned evidence from
# evidence that lost its signature.
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
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
rungate verify
expect exit 0
rungate check
expect exit 0
rungate verify --set evidence.key=release.pem
expect exit 0
expect evidence signed && keyBegins && sequence == 3 && previous.size() == 64 && said.exists(s, s.contains('begins here'))
rungate check --set evidence.key=release.pem --evidence last.json
expect exit 0
expect evidence signed && sequence == 4
sh sed 's/.*"payload":"\([^"]*\)".*/\1/' last.json | base64 -d > last && ! grep -q keyBegins last
rungate audit --set evidence.key=release.pem
expect exit 0
expect output contains unsigned, because it was written before the first signed evidence
expect output contains 4 audited, 0 wrong
rungate audit --trust release.pub.pem
expect exit 6
expect output contains 4 audited, 2 wrong
sh first=$(ls .rungate/evidence/*.json | head -n 1) && cp "$first" kept.json && sed -i 's/"passed"/"failed"/' "$first"
rungate audit --set evidence.key=release.pem
expect exit 6
sh cp kept.json "$(ls .rungate/evidence/*.json | head -n 1)"
rungate audit --set evidence.key=release.pem
expect exit 0
sh last=$(ls .rungate/evidence/*.json | tail -n 1) && sed 's/.*"payload":"\([^"]*\)".*/\1/' "$last" | base64 -d > bare && sed 's/"signed":true/"signed":false/' bare > "$last" && echo >> "$last"
rungate audit --set evidence.key=release.pem
expect exit 6
expect output contains its signature was removed
