# Six pipelines record six services in one folder at the same time. None is lost.
== cloud
{ "project": "demo", "region": "us-central1", "services": {
    "s-1": { "revisions": [ { "name": "s-1-00001-abc", "age_s": 864000 } ] },
    "s-2": { "revisions": [ { "name": "s-2-00001-abc", "age_s": 864000 } ] },
    "s-3": { "revisions": [ { "name": "s-3-00001-abc", "age_s": 864000 } ] },
    "s-4": { "revisions": [ { "name": "s-4-00001-abc", "age_s": 864000 } ] },
    "s-5": { "revisions": [ { "name": "s-5-00001-abc", "age_s": 864000 } ] },
    "s-6": { "revisions": [ { "name": "s-6-00001-abc", "age_s": 864000 } ] } } }
== run
sh for i in 1 2 3 4 5 6; do echo "version = 1; project = \"demo\"; region = \"us-central1\"; services = { main = { service = \"s-$i\"; }; };" > $i.cfg; done
sh export CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN=@API@ CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=@DIR@/token; for i in 1 2 3 4 5 6; do $RUNGATE snapshot -c $i.cfg > $i.txt 2>&1 || touch failed & done; wait; test ! -e failed
sh for i in 1 2 3 4 5 6; do grep -q "s-$i-00001-abc" .rungate/baseline.json || exit 1; done
rungate status -c 3.cfg
expect exit 0
expect requests PATCH * 0
