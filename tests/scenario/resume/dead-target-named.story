# The order named its target. No other one is chosen for it: the exit code is 4, with the command that names another.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [
    { "method": "PATCH", "path": "*/demo-backend", "times": 1, "status": 503, "delay_ms": 20000 },
    { "method": "PATCH", "path": "*/demo-backend", "from": 2, "times": 1, "status": 400,
      "message": "Revision 'demo-backend-00041-abc' is not ready and cannot serve traffic. Container import failed." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
rollback = { confirm = "2s"; deadline = "20s"; patience = "3s"; };
== run
background rungate rollback --to demo-backend-00041-abc
await PATCH */demo-backend 1
signal KILL
finish
rungate resume
expect exit 4
expect output contains rungate rollback backend --to REVISION
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH */demo-backend 2
