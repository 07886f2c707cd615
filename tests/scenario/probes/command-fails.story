# One test fails in a suite that tolerates no failure. The release is rolled back, and the suite runs again against the
# current revision.
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
if [ -f ran ]; then
	echo '<testsuite><testcase classname="cart" name="pays"/></testsuite>' > p1.xml
	exit 0
fi
touch ran
echo '<testsuite failures="1"><testcase classname="cart" name="adds"/><testcase classname="cart" name="pays"><failure/></testcase></testsuite>' > p1.xml
exit 1
== run
rungate verify
expect exit 1
expect evidence facts.probes.p1.failures == 1 && facts.probes.p1.failed == ["cart.pays"] && facts.probes.p1.passRate == 0.5 && facts.probes.p1.exitCode == 1
expect evidence rules.exists(r, r.id == 'tests-passed' && r.key == 'p1' && r.outcome == 'fail' && r.failedRounds > 0)
expect evidence services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
