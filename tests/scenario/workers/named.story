# Without a config, the name of a worker pool or of a job is resolved: Cloud Run is asked which kinds have it. A name of
# two kinds means the service, and the output says how to name the other one.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] },
    "api": { "revisions": [ { "name": "apiw-00001-abc", "age_s": 864000 }, { "name": "apiw-00002-xyz", "age_s": 110 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/shop@sha256:aaaa" }, "mail-worker": { "image": "pkg.dev/demo/r/shop@sha256:bbbb" } } }
== run
rungate status mail-worker --project demo --region us-central1
expect exit 0
expect output contains serves     LATEST (mail-00002-xyz) 100 %
expect output contains mail-worker is a worker pool and a job: the worker pool is meant; to name the job: jobs/mail-worker
rungate status migrate --project demo --region us-central1
expect exit 0
expect output contains migrate (job migrate)
expect output contains pkg.dev/demo/r/shop@sha256:aaaa
rungate status api --project demo --region us-central1
expect exit 0
expect output contains serves     LATEST (api-00002-xyz) 100 %
expect output contains api is a service and a worker pool: the service is meant; to name the worker pool: workerPools/api
rungate status services/api workerPools/api jobs/mail-worker --project demo --region us-central1
expect exit 0
expect output contains api_pool (api)
expect output contains mail_worker (job mail-worker)
expect output lacks is meant
rungate check migrate --project demo --region us-central1 --deadline 3s --set gate.warmup=0s --set gate.failures=1 --set gate.interval=500ms
expect exit 5
expect output contains migrate is a job: name it together with the service that it is released with
rungate rollback mail-worker --project demo --region us-central1
expect exit 0
expect traffic mail-worker mail-00001-abc=100
expect requests PATCH * 1
rungate rollback workerPools/api --project demo --region us-central1
expect exit 0
expect requests PATCH */workerPools/api 1
expect requests PATCH */services/api 0
