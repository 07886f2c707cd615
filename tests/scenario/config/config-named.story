# RUNGATE_CONFIG names the config, before the one of the working directory; -c comes first. Paths in it are relative to its
# own folder.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; services = { here = { service = "demo-backend"; }; };
== file shop.cfg
version = 1; project = "demo"; region = "us-central1"; services = { named = { service = "demo-backend"; }; };
== run
env RUNGATE_CONFIG=
rungate status
expect output contains here (demo-backend)
env RUNGATE_CONFIG=shop.cfg
rungate status
expect output contains named (demo-backend)
rungate status -c rungate.cfg
expect output contains here (demo-backend)
sh mkdir sub; cd sub; RUNGATE_CONFIG=../shop.cfg $RUNGATE status | grep -q "^named (demo-backend)"
env RUNGATE_CONFIG=absent.cfg
rungate status
expect exit 2
expect output contains absent.cfg
