# Text from others is printable on a terminal and in a log: it has no control characters and no workflow commands of a
# CI system.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "traffic": [ { "revision": "demo-backend-00042-xyz", "percent": 100 },
      { "revision": "demo-backend-00041-abc", "tag": "next\u001b[2J\n::error::##vso[task.complete]" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
== run
rungate status
expect exit 0
expect output contains tag        next\x1B[2J\x0A::error::#\x23vso[task.complete]
expect output lacks ##vso[
rungate status --json
expect exit 0
expect output contains \u0023#vso[task.complete]
expect output lacks ##vso[
