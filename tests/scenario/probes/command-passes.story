# A test suite passes. Its report is read, its environment has only the configured variables, and its output is not in
# the evidence.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; junit = "p1.xml"; timeout = "4s"; pass = [ "GIVEN" ]; env = { MINE = "${SECRET_OF_MINE}"; }; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
env | sort | tee names
[ -d /proc/self/fd ] && ls -l /proc/self/fd/0 | sed 's/.*-> /stdin /'
cat > p1.xml <<X
<testsuites><testsuite name="pytest" tests="2"><testcase classname="a" name="x"/><testcase classname="a" name="y"><skipped/></testcase></testsuite></testsuites>
X
== run
env GIVEN=g1v3n-c4n4ry
env SECRET_OF_MINE=m1n3-c4n4ry
env NEVER_GIVEN=x
rungate verify -v
expect exit 0
expect evidence facts.probes.p1.ok && facts.probes.p1.tests == 2 && facts.probes.p1.skipped == 1 && facts.probes.p1.passRate == 1.0
expect evidence facts.probes.p1.exitCode == 0 && !facts.probes.p1.timedOut && size(facts.probes.p1.failed) == 0
expect output lacks c4n4ry
expect file names
rungate verify --evidence copy.json
rungate eval --facts copy.json probes.p1.output
expect exit 5
expect output contains not held in evidence
rungate facts
expect exit 0
expect output contains MINE=[redacted]
expect output contains GIVEN=[redacted]
expect output contains PATH=/usr/bin:/bin
expect output lacks NEVER_GIVEN
expect output lacks TOKEN_FILE
expect output lacks c4n4ry
