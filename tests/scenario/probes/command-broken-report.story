# A report that cannot be read leaves the suite unobserved. A non-zero exit code fails it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; junit = "p1.xml"; timeout = "4s"; }; }; p2 = { command = { argv = [ "sh", "-c", "echo '<testsuite>' > p2.xml; exit 4" ]; junit = "p2.xml"; timeout = "4s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
echo "<html/>" > p1.xml
== run
rungate check --evidence copy.json
expect exit 3
expect evidence rules.exists(r, r.key == 'p1' && r.outcome == 'unknown' && r.message.contains('not a JUnit document'))
expect evidence facts.probes.p2.ok == false && facts.probes.p2.exitCode == 4 && facts.probes.p1.exitCode == 0
expect output contains p2: the program ended with exit code 4
rungate eval --facts copy.json probes.p2.tests
expect exit 5
expect output contains no element found
