# Output files that the user names may be devices, pipes or links: rungate writes through devices and pipes, and keeps
# links. "-" is standard output.
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
evidence = { key = "key.pem"; };
== run
sh openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem 2>/dev/null
sh mkdir real && ln -s real/evidence.json link.json && ln -s real/later.json later.json
rungate verify --evidence link.json
expect exit 0
expect file real/evidence.json
sh test -L link.json && test -f real/evidence.json && grep -q payload real/evidence.json
sh mkfifo pipe && (cat pipe > through.json &) && sleep 0.1
rungate check --evidence pipe
expect exit 0
sh for i in 1 2 3 4 5 6 7 8 9; do test -s through.json && break; sleep 0.1; done; test -p pipe && grep -q payload through.json && test ! -e pipe.sigstore.json
rungate check --evidence /dev/null
expect exit 0
sh test -c /dev/null && test ! -e /dev/null.sigstore.json
rungate check --evidence /dev/full
expect exit 74
expect output contains /dev/full
rungate check --evidence -
expect exit 0
expect output contains payload
expect output contains PASSED
expect no file -
rungate snapshot -o -
expect exit 0
expect output contains "demo-backend-00042-xyz"
expect no file -
rungate report -o - real/evidence.json
expect exit 0
expect output contains PASSED
sh "$RUNGATE" report -o later.json real/evidence.json && test -L later.json && grep -q PASSED real/later.json
sh "$RUNGATE" report -o - real/evidence.json 2>/dev/null | grep -q PASSED
sh "$RUNGATE" report -o /dev/fd/5 real/evidence.json 5> five.txt && grep -q PASSED five.txt
sh cat real/evidence.json | "$RUNGATE" report - | grep -q PASSED
sh echo '{"sql":{"main":{"n":7}}}' > facts.json && test "$("$RUNGATE" eval --facts - 'sql.main.n' < facts.json)" = 7
sh test "$("$RUNGATE" eval --facts /dev/fd/4 'sql.main.n + 1' 4< facts.json)" = 8
sh rm pipe && mkfifo pipe && (cat facts.json > pipe &) && test "$("$RUNGATE" eval --facts pipe 'sql.main.n')" = 7
sh ln -s loop loop2 && ln -s loop2 loop; ! "$RUNGATE" report -o loop real/evidence.json
sh ! "$RUNGATE" report -o real real/evidence.json 2> said.txt; grep -q 'is a folder' said.txt
