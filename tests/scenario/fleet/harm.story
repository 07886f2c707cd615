# check --fleet looks at all services with a label, by lists, and prints what is wrong, the worst first. A region that
# does not answer is said, and then nothing is called well.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "well":   { "revisions": [ { "name": "well-00001-a", "age_s": 864000 }, { "name": "well-00002-b", "age_s": 9000 } ] },
    "pinned": { "revisions": [ { "name": "pinned-00001-a", "age_s": 864000 }, { "name": "pinned-00002-b", "age_s": 9000 }, { "name": "pinned-00003-c", "age_s": 900 } ],
                "traffic": [ { "revision": "pinned-00002-b", "percent": 100 } ] },
    "broken": { "revisions": [ { "name": "broken-00001-a", "age_s": 864000 }, { "name": "broken-00002-b", "age_s": 9000, "ready": false, "message": "Container import failed." } ] } } }
== file fleet.cfg
version = 1;
projects = [ "demo" ];
regions = [ "us-central1" ];
== file two.cfg
version = 1;
projects = [ "demo" ];
regions = [ "us-central1", "europe-west1" ];
== file labelled.cfg
version = 1;
projects = [ "demo" ];
regions = [ "us-central1" ];
labels = [ "team=nobody" ];
== file empty.cfg
version = 1;
projects = [];
regions = [ "us-central1" ];
== run
rungate check --fleet fleet.cfg
expect exit 3
expect output contains pinned-00003-c was deployed and has 0 % of the traffic
expect output contains 3 services
expect output lacks nothing is wrong
expect requests PATCH * 0
expect output contains 3 services, 1 region: 2 with harm
rungate check --fleet labelled.cfg
expect exit 0
expect output contains 0 services
rungate check --fleet fleet.cfg --shard 1/2
expect exit 0
expect output contains 0 services
cloud apply [ { "faults": [ { "path": "/v2/projects/demo/locations/europe-west1/*", "status": 403 } ] } ]
rungate check --fleet two.cfg --json
expect exit 3
expect output contains europe-west1
rungate check --fleet two.cfg --shard 1/2
expect exit 5
expect output contains not known: europe-west1 of demo
expect output lacks nothing is wrong
rungate check --fleet fleet.cfg --shard 2/2
expect exit 2
rungate check --shard 0/2
expect exit 2
rungate check --fleet empty.cfg
expect exit 2
expect output contains lists no projects
