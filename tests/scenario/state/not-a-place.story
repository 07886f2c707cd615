# What `state` names must be a folder or a bucket. Anything else is an error before any call.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
== file a-file
text
== run
rungate verify --state s3://acme/state
expect exit 2
expect output contains is neither a folder nor gs://BUCKET/PREFIX
rungate verify --state a-file
expect exit 2
rungate verify --state gs://acme-state/../other
expect exit 2
rungate snapshot --state gs://Acme
expect exit 2
env RUNGATE_STATE=gs://x
rungate verify
expect exit 2
rungate verify --set state.lease=1s
expect exit 2
expect no requests
