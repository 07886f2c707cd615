# Services of the same name in two projects are two services. A project that refuses is said by name.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "api": { "revisions": [ { "name": "api-00001-a", "age_s": 864000 }, { "name": "api-00002-b", "age_s": 9000 } ] },
    "api@us-central1": { "project": "other", "revisions": [ { "name": "api-00001-x", "age_s": 864000 }, { "name": "api-00002-y", "age_s": 9000 } ],
                         "traffic": [ { "revision": "api-00002-y", "percent": 100 } ] } } }
== file fleet.cfg
projects = [ "demo", "other" ];
regions = [ "us-central1" ];
== file three.cfg
projects = [ "demo", "other", "closed" ];
regions = [ "us-central1" ];
== run
rungate check --fleet fleet.cfg
expect exit 3
expect output contains pinned  api      other    us-central1  later deploys get 0 % of the traffic
expect output contains 2 services, 2 regions: 1 with harm
rungate check --fleet three.cfg
expect exit 3
expect output contains not known: us-central1 of closed: 
expect output contains 2 services, 3 regions: 1 with harm, and 1 answer is missing: what is there is not known
rungate check --fleet fleet.cfg --shard 0/2
expect exit 0
expect output contains 1 service, 1 region: nothing is wrong
env CLOUD_RUN_TASK_INDEX=1
env CLOUD_RUN_TASK_COUNT=2
rungate check --fleet fleet.cfg
expect exit 3
expect output contains 1 service, 1 region: 1 with harm
