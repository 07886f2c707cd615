# rungate init writes the worker pools and jobs that are named, with what judges them, and says which others there are. The config passes lint and works.
# Lists that are refused are said, and the rest goes on.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00002-xyz", "age_s": 120, "api": { "containers": [ { "image": "pkg.dev/demo/r/app@sha256:aaaa" } ] } } ] },
    "mail": { "revisions": [ { "name": "mail-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail": { "revisions": [ { "name": "mailer-00001-abc", "age_s": 120 } ] },
    "mail-worker": { "revisions": [ { "name": "mail-worker-00002-xyz", "age_s": 110 } ] },
    "thumbnails": { "revisions": [ { "name": "thumbnails-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/app@sha256:aaaa", "execution": { "name": "migrate-x7", "status": "EXECUTION_SUCCEEDED", "age_s": 200 } },
    "report": { "image": "pkg.dev/demo/r/report@sha256:cccc" } } }
== run
rungate init api mail-worker migrate -o rungate.cfg --project demo --region us-central1
expect exit 0
expect output contains worker pools of this region that are not in the config: mail, thumbnails
expect output contains jobs of this region that are not in the config: report
expect text rungate.cfg contains mail_worker = { pool = "mail-worker"; };
expect text rungate.cfg contains # runs LATEST (mail-worker-00002-xyz) 100 %
expect text rungate.cfg contains migrate = { job = "migrate"; };
expect text rungate.cfg contains latest execution: EXECUTION_SUCCEEDED
expect text rungate.cfg contains mail_worker_errors = { worker = "mail_worker"; filter = "severity>=ERROR"; };
rungate lint
expect exit 0
expect output lacks warning
rungate check --set gate.warmup=0s --set gate.interval=80ms
expect exit 0
expect evidence facts.workers.mail_worker.pool == 'mail-worker' && facts.jobs.migrate.execution.status == 'EXECUTION_SUCCEEDED' && facts.logs.mail_worker_errors.count == 0
rungate init mail thumbnails -o both.cfg --project demo --region us-central1
expect exit 0
expect text both.cfg contains mail = { service = "mail"; };
expect text both.cfg contains thumbnails = { pool = "thumbnails"; };
rungate init thumbnails -o pool.cfg --project demo --region us-central1
expect exit 0
rungate lint -c pool.cfg
expect exit 0
rungate init --project demo --region us-central1
expect exit 2
expect output contains mail-worker (worker pool)
expect output contains migrate (job)
cloud apply [ { "faults": [ { "method": "GET", "path": "*/workerPools", "status": 403, "message": "Permission 'run.workerpools.list' denied on resource 'projects/demo/locations/us-central1' (or resource may not exist)." } ] } ]
rungate init api migrate -o refused.cfg --project demo --region us-central1
expect exit 0
expect output contains the worker pools of region us-central1 are not known, so none is written: 
expect output contains run.workerpools.list
expect text refused.cfg contains migrate = { job = "migrate"; };
