# A dry run only reports. It posts no webhook and writes no evidence or journal, also with --json and also if nothing
# can be moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] },
    "hook": { "revisions": [ { "name": "hook-00001-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
notify = ( { url = "@URI:hook@/told"; } );
== run
rungate rollback backend --dry-run --json --evidence record.json
expect exit 0
expect output contains demo-backend-00041-abc
expect output contains planned only; nothing was moved (--dry-run)
rungate rollback backend --dry-run --json --to demo-backend-99999-no
expect exit 3
expect requests POST /told 0
expect requests PATCH * 0
expect no file record.json
expect no file .rungate/evidence
expect no file .rungate/journal
