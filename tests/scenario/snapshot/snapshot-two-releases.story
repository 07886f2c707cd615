# Two releases keep their snapshots in one folder. The second one's does not replace the first one's, although both call
# their service by the same alias; and the first one's is not dated by the second one's.
== cloud
{ "project": "demo", "region": "us-central1", "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 } ] } } }
== file one.cfg
version = 1; project = "demo"; region = "us-central1"; policies = [ "builtin:endpoints" ];
services = { main = { service = "demo-backend"; }; };
probes = { health = { http = { service = "main"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file two.cfg
version = 1; project = "demo"; region = "us-central1"; policies = [ "builtin:endpoints" ];
services = { main = { service = "demo-auth"; }; };
probes = { health = { http = { service = "main"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot -c one.cfg
expect exit 0
rungate snapshot -c two.cfg
expect exit 0
sh grep -q demo-backend-00041-abc .rungate/baseline.json && grep -q demo-auth-00017-abc .rungate/baseline.json
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate snapshot -c two.cfg
expect exit 0
rungate verify -c one.cfg
expect exit 1
expect evidence services.main.baselineSource == 'snapshot'
expect traffic demo-backend demo-backend-00041-abc=100
rungate snapshot -c one.cfg --force
expect exit 0
sh test "$(grep -c '"service"' .rungate/baseline.json)" = 2
