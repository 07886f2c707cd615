# A journal that is tracked by git is not resumed, not even by `rungate resume`. With state.unsafe it is.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-old", "age_s": 8640000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
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
sh sh plant.sh demo-backend-00039-old 100 true && git init -q . && git add -f .rungate/journal/x.jsonl
rungate resume
expect exit 3
expect output contains the journal of earlier rollbacks is not used: git tracks .rungate; run: git rm -r --cached .rungate
expect requests PATCH * 0
rungate resume --dry-run
expect output lacks to demo-backend-00039-old
rungate verify --set gate.deadline=400ms
expect requests PATCH * 0
rungate resume --set state.unsafe=true
expect traffic demo-backend demo-backend-00039-old=100
