# The list of revisions has five pages. The rollback target is on the last page.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00001-abc", "age_s": 9000000 },
      { "name": "demo-backend-00002-bad", "age_s": 799880, "ready": false },
      { "name": "demo-backend-00003-bad", "age_s": 799820, "ready": false },
      { "name": "demo-backend-00004-bad", "age_s": 799760, "ready": false },
      { "name": "demo-backend-00005-bad", "age_s": 799700, "ready": false },
      { "name": "demo-backend-00006-bad", "age_s": 799640, "ready": false },
      { "name": "demo-backend-00007-bad", "age_s": 799580, "ready": false },
      { "name": "demo-backend-00008-bad", "age_s": 799520, "ready": false },
      { "name": "demo-backend-00009-bad", "age_s": 799460, "ready": false },
      { "name": "demo-backend-00010-bad", "age_s": 799400, "ready": false },
      { "name": "demo-backend-00011-bad", "age_s": 799340, "ready": false },
      { "name": "demo-backend-00012-bad", "age_s": 799280, "ready": false },
      { "name": "demo-backend-00013-bad", "age_s": 799220, "ready": false },
      { "name": "demo-backend-00014-bad", "age_s": 799160, "ready": false },
      { "name": "demo-backend-00015-bad", "age_s": 799100, "ready": false },
      { "name": "demo-backend-00016-bad", "age_s": 799040, "ready": false },
      { "name": "demo-backend-00017-bad", "age_s": 798980, "ready": false },
      { "name": "demo-backend-00018-bad", "age_s": 798920, "ready": false },
      { "name": "demo-backend-00019-bad", "age_s": 798860, "ready": false },
      { "name": "demo-backend-00020-bad", "age_s": 798800, "ready": false },
      { "name": "demo-backend-00021-bad", "age_s": 798740, "ready": false },
      { "name": "demo-backend-00022-bad", "age_s": 798680, "ready": false },
      { "name": "demo-backend-00023-bad", "age_s": 798620, "ready": false },
      { "name": "demo-backend-00024-bad", "age_s": 798560, "ready": false },
      { "name": "demo-backend-00025-bad", "age_s": 798500, "ready": false },
      { "name": "demo-backend-00026-bad", "age_s": 798440, "ready": false },
      { "name": "demo-backend-00027-bad", "age_s": 798380, "ready": false },
      { "name": "demo-backend-00028-bad", "age_s": 798320, "ready": false },
      { "name": "demo-backend-00029-bad", "age_s": 798260, "ready": false },
      { "name": "demo-backend-00030-bad", "age_s": 798200, "ready": false },
      { "name": "demo-backend-00031-bad", "age_s": 798140, "ready": false },
      { "name": "demo-backend-00032-bad", "age_s": 798080, "ready": false },
      { "name": "demo-backend-00033-bad", "age_s": 798020, "ready": false },
      { "name": "demo-backend-00034-bad", "age_s": 797960, "ready": false },
      { "name": "demo-backend-00035-bad", "age_s": 797900, "ready": false },
      { "name": "demo-backend-00036-bad", "age_s": 797840, "ready": false },
      { "name": "demo-backend-00037-bad", "age_s": 797780, "ready": false },
      { "name": "demo-backend-00038-bad", "age_s": 797720, "ready": false },
      { "name": "demo-backend-00039-bad", "age_s": 797660, "ready": false },
      { "name": "demo-backend-00040-bad", "age_s": 797600, "ready": false },
      { "name": "demo-backend-00041-bad", "age_s": 797540, "ready": false },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "page_size": 9, "traffic": [ { "revision": "demo-backend-00042-xyz", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect traffic demo-backend demo-backend-00001-abc=100
expect requests GET */revisions 5
