# The same on another machine that has only the bucket, and for an order that named no target. The journal of the killed
# run is ended there; the one of the next target takes its place.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
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
version = 1; project = "demo"; region = "us-central1"; state = { location = "gs://acme-state/rungate"; lease = "2s"; };
services = { backend = { service = "demo-backend"; }; };
rollback = { confirm = "2s"; deadline = "20s"; patience = "3s"; };
evidence = { dir = ".rungate/evidence"; };
== run
background rungate rollback
await PATCH */demo-backend 1
signal KILL
finish
sh rm -rf .rungate
rungate resume --wait 30s
expect exit 0
expect evidence verdict == 'ordered' && action == 'rolled_back'
expect traffic demo-backend demo-backend-00040-old=100
expect requests PATCH */demo-backend 3
sh rm -rf .rungate
rungate resume
expect exit 0
expect output contains nothing to resume
rungate audit
expect exit 0
