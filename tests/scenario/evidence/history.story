# `rungate history` lists the recorded runs, newest first: a pass, then a release that was rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "20s"; };
== run
env GITHUB_ACTOR=octocat
rungate verify
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-bad", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
rungate history
expect exit 0
expect output contains backend
expect output contains octocat
sh $RUNGATE history > all; sed -n 2p all | grep -q 'ROLLED BACK  *1 ' && sed -n 3p all | grep -q 'PASSED  *0 ' && [ $(wc -l < all) = 3 ]
expect exit 0
rungate history --since 2000-01-01 --until 2000-01-02
expect output lacks PASSED
rungate history no-such-file
expect exit 2
