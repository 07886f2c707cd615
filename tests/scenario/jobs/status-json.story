# status --json has worker pools and jobs as it has services: by alias, and jobs under a key that no alias can be.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 }, { "name": "shop-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/shop@sha256:aaaa", "execution": { "name": "migrate-x7", "status": "EXECUTION_SUCCEEDED", "age_s": 200 } },
    "report": { "image": "pkg.dev/demo/r/shop@sha256:cccc" } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
workers = { mail = { pool = "mail-worker"; }; };
jobs = { shop = { job = "migrate"; }; report = { job = "report"; }; };
== run
rungate snapshot
cloud apply [ { "jobs": { "migrate": { "image": "pkg.dev/demo/r/shop@sha256:bbbb" } } }, { "faults": [ { "method": "GET", "path": "*/jobs/report", "status": 403, "message": "Permission 'run.jobs.get' denied on resource 'projects/demo/locations/us-central1/jobs/report' (or resource may not exist)." } ] } ]
rungate status --json
expect exit 0
sh { echo '{"status":'; cat output.txt; echo '}'; } > facts.json
rungate eval "status.shop.service == 'shop' && status.mail.pool == 'mail-worker' && status.mail.instanceSplitStatuses[0].percent == 100" --facts facts.json
expect exit 0
rungate eval "status['jobs.shop'].job == 'migrate' && status['jobs.shop'].digest == 'sha256:bbbb' && !status['jobs.shop'].imageAsInSnapshot" --facts facts.json
expect exit 0
rungate eval "status['jobs.shop'].execution.succeeded == 1" --facts facts.json
expect exit 0
rungate eval "status['jobs.report'].job" --facts facts.json
expect exit 5
expect output contains run.jobs.get
rungate status
expect exit 0
expect output contains pkg.dev/demo/r/shop@sha256:bbbb (another than in the snapshot)
