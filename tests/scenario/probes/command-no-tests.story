# A suite that ran no test does not pass, whatever its exit code.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; junit = "p1.xml"; timeout = "4s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
echo '<testsuite><testcase name="x"><skipped/></testcase></testsuite>' > p1.xml
== run
rungate check
expect exit 3
expect evidence facts.probes.p1.tests == 1 && !facts.probes.p1.ok && !has(facts.probes.p1.passRate)
expect output contains no test ran: all 1 were skipped
