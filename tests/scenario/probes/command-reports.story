# A pattern finds several reports of one suite. The suite is unknown if one of them is malformed or if there is none.
# Otherwise it passes, with one test that may fail and a todo.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; junit = [ "out/**/TEST-*.xml", "e2e.xml" ]; timeout = "4s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "5s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
mkdir -p out/api out/web
echo '<testsuites><testsuite errors="0" failures="0" tests="2"><testcase name="ok"/><testcase name="may"><skipped/><failure/></testcase></testsuite></testsuites>' > out/api/TEST-a.xml
echo '<testsuites><testcase name="ok"/><testcase name="todo" failure="t"><skipped type="todo"/><failure/></testcase></testsuites>' > out/web/TEST-b.xml
printf '<?xml version="1.0" encoding="windows-1252"?><testsuite><testcase name="it\222s"/></testsuite>' > e2e.xml
if [ -e broken ]; then echo '<testsuite>' > out/web/TEST-0.xml; fi
== file broken
1
== run
rungate verify
expect exit 5
expect output contains the report out/web/TEST-0.xml
sh rm -rf out broken; mv p1.sh p1.kept; echo exit 0 > p1.sh
rungate verify
expect exit 5
expect output contains no file matches out/**/TEST-*.xml
sh mv p1.kept p1.sh; rm -f e2e.xml
rungate verify
expect exit 0
expect evidence facts.probes.p1.tests == 5 && facts.probes.p1.skipped == 2 && facts.probes.p1.failures == 0
expect traffic demo-backend demo-backend-00042-xyz=100
