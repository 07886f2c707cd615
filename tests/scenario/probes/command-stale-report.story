# The report is older than the run of the suite. The release neither passes nor fails.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; junit = "p1.xml"; timeout = "4s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "5s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
exit 0
== file p1.xml
<testsuite><testcase name="x"/></testsuite>
== run
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive'
expect output contains older than this run
expect traffic demo-backend demo-backend-00042-xyz=100
