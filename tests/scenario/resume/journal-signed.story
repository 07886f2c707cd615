# The journal is signed with evidence.key and checked with evidence.trust. A signed rollback is resumed. A planted
# journal or an unsigned end record is ignored.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-old", "age_s": 8640000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ], "reconcile_ms": 1200 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { key = "release.pem"; trust = [ "release.pub.pem" ]; };
== file plant.sh
# plant.sh REVISION PERCENT ORDERED [GENERATION]: writes a current journal of a move away from $CANDIDATE.
# With GENERATION, the journal says that the change was sent at that generation and acknowledged.
record() { check=$(printf %s "$1" | sha256sum | cut -c1-16); printf '%s,"check":"%s"}\n' "${1%?}" "$check"; }
at=$(date -u +%FT%T.000Z) name=projects/demo/locations/us-central1/services/demo-backend
mkdir -p .rungate/journal
{ record '{"at":"'$at'","boot":"b","command":"verify","event":"begin","host":"h","moves":[{"alias":"backend","before":[{"percent":100,"revision":"demo-backend-00042-xyz"}],"candidate":"'"${CANDIDATE:-demo-backend-00042-xyz}"'","generation":1,"name":"'$name'","project":"demo","region":"us-central1","service":"demo-backend","state":"planned","target":[{"percent":'$2',"revision":"'"$1"'"}],"uid":"00000000-0000-4000-8000-000000000001"}],"ordered":'$3',"pid":1,"pin":true,"reason":"planted","release":"y","run":"x","seq":1}'
[ -z "$4" ] || record '{"at":"'$at'","detail":{"generation":'$4'},"event":"intent","seq":2,"service":"'$name'"}'
[ -z "$4" ] || record '{"at":"'$at'","event":"acknowledged","seq":3,"service":"'$name'"}'
} > .rungate/journal/x.jsonl
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem 2> /dev/null && chmod 600 release.pem && openssl pkey -in release.pem -pubout -out release.pub.pem
sh sh plant.sh demo-backend-00039-old 100 true
rungate resume
expect exit 3
expect output contains x.jsonl:1: it is not signed
expect requests PATCH * 0
sh rm .rungate/journal/x.jsonl
background rungate verify
await PATCH * 1
signal KILL
finish
sh cp -r .rungate before && for f in .rungate/journal/*.jsonl; do sh -c 'record="{\"action\":\"rolled_back\",\"event\":\"end\",\"seq\":90}"; check=$(printf %s "$record" | sha256sum | cut -c1-16); printf "%s,\"check\":\"%s\"}\n" "${record%?}" "$check"' >> $f; done
sh run=$(grep -o '"run":"[^"]*' .rungate/journal/*.jsonl | head -1 | cut -d'"' -f4); mkdir -p .rungate/evidence; printf '{"rungate":"1","verdict":"failed","id":"%s","action":"rolled_back"}' $run > .rungate/evidence/20260101T000000.000Z-$(echo $run | cut -c1-8).json
rungate resume --dry-run
expect exit 0
expect output contains to demo-backend-00041-abc 100 %
sh rm -r .rungate/evidence
rungate resume
expect exit 0
expect evidence action == 'rolled_back' && journal.goesOnWith != '' && journal.records.exists(r, r.event == 'resume')
expect evidence said.exists(s, s.contains('it is not signed'))
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
rungate audit
expect exit 0
