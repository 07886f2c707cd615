# A process that is suspended holds the lock of the evidence folder. The runs that end meanwhile go on without it, at the
# same time, and still make one chain.
== cloud
{ "project": "demo", "region": "us-central1", "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; policies = [ "builtin:endpoints" ];
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "9s"; };
== run
rungate check
expect exit 0
sh exec 9>> .rungate/evidence/.lock; flock -n 9 || exit 1; export CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN=@API@ CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY=@API@ CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=@DIR@/token; for i in 1 2 3 4 5; do $RUNGATE check > $i.txt 2>&1 9>&- || touch failed & done; wait; test ! -e failed
rungate audit
expect exit 0
expect output contains 6 audited, 0 wrong
sh test "$(cat .rungate/evidence/*.json | grep -o '"sequence":[0-9]*' | sort -u | wc -l)" = 6
