# Values that Google omits because they are the default are still facts.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120,
        "api": { "scaling": null, "timeout": null, "maxInstanceRequestConcurrency": null, "serviceAccount": null,
          "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ] } ] } } ],
    "api": { "traffic": null, "creator": null } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "sizes"; severity = "critical"; expression = "services.backend.candidate.concurrency == 80 && services.backend.candidate.maxInstances == 100
            && services.backend.candidate.minInstances == 0 && services.backend.candidate.memoryMiB == 512 && services.backend.candidate.cpu == 1.0
            && services.backend.candidate.timeoutSeconds == 300 && services.backend.candidate.serviceAccount == ''"; },
          { id = "split"; severity = "critical"; expression = "services.backend.traffic[0].latest && services.backend.traffic[0].percent == 100 && !services.backend.reconciling"; } );
== run
rungate check
expect exit 0
expect evidence services.backend.candidate == 'demo-backend-00042-xyz'
