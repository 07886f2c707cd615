# The first deploy of a service that does not exist yet. It is not in the snapshot, and it is judged after the deploy.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "other": { "revisions": [ { "name": "other-00001-abc" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { a = { service = "demo-a"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "3s"; };
== run
rungate deploy -- touch ran
expect file ran
expect exit 5
expect output contains does not exist
