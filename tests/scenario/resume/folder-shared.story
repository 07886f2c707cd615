# A state folder that others can write to is not used until its mode is fixed. rungate continues to judge, and a new
# snapshot reports it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-def", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00040-def", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
umask 000
rungate snapshot
expect exit 0
sh test "$(stat -c %a .rungate .rungate/baseline.json .rungate/.gitignore | tr '\n' ' ')" = "700 600 600 " && grep -qx '[*]' .rungate/.gitignore
umask 077
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } }, { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00042-xyz", "percent": 100 } ] } ]
mode 775 .rungate
rungate check
expect exit 0
expect output contains others may write to .rungate (mode 0775); run: chmod -R go-w .rungate
expect evidence services.backend.baseline == 'demo-backend-00041-abc'
sh chmod -R go-w .rungate
umask 000
rungate check
expect exit 0
expect output lacks not trusted
expect evidence services.backend.baseline == 'demo-backend-00040-def'
sh test -z "$(find .rungate -perm /077 ! -path .rungate)" && test "$(stat -c %a .rungate .rungate/evidence | tr '\n' ' ')" = "755 700 "
mode 777 .rungate
rungate snapshot
expect exit 0
expect output contains warning: rungate will not use this snapshot: others may write to .rungate (mode 0777)
