# The facts name what a release changed, including defaults that Google omits.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "maxInstanceRequestConcurrency": null, "labels": { "commit-sha": "cafe" } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "timeout": "900s", "maxInstanceRequestConcurrency": 10, "scaling": { "minInstanceCount": 1 }, "labels": { "commit-sha": "beef" }, "launchStage": "BETA",
        "executionEnvironment": "EXECUTION_ENVIRONMENT_GEN2", "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:2", "ports": [ { "containerPort": 8080 } ],
          "resources": { "limits": { "cpu": "2", "memory": "1Gi" }, "cpuIdle": true, "startupCpuBoost": true },
          "startupProbe": { "httpGet": { "path": "/up" }, "failureThreshold": 5 }, "livenessProbe": { "grpc": { "port": 8080 }, "periodSeconds": 30 } } ] } } ], "api": { "urls": [ "https://demo-backend-1.us-central1.run.app" ], "invokerIamDisabled": true, "customAudiences": [ "aud" ], "scaling": { "minInstanceCount": 2, "maxInstanceCount": 50 },
      "template": { "healthCheckDisabled": true } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "ready"; severity = "critical"; expression = "services.backend.candidate.ready"; } );
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.changes.commit == {'from': 'cafe', 'to': 'beef'} && facts.services.backend.changes.timeoutSeconds == {'from': 300, 'to': 900}
expect evidence facts.services.backend.changes.concurrency == {'from': 80, 'to': 10} && facts.services.backend.changes.memoryMiB == {'from': 512, 'to': 1024}
expect evidence !has(facts.services.backend.changes.maxInstances) && !has(facts.services.backend.changes.env) && !has(facts.services.backend.changes.connector)
expect evidence facts.services.backend.baseline.maxInstances == 100 && facts.services.backend.baseline.concurrency == 80 && facts.services.backend.baseline.launchStage == 'GA'
expect evidence facts.services.backend.baseline.startupProbe.kind == 'tcp' && facts.services.backend.baseline.startupProbe.timeoutSeconds == 240 && !has(facts.services.backend.baseline.livenessProbe)
expect evidence facts.services.backend.candidate.startupProbe == {'kind': 'http', 'path': '/up', 'initialDelaySeconds': 0, 'periodSeconds': 10, 'timeoutSeconds': 1, 'failureThreshold': 5}
expect evidence facts.services.backend.candidate.livenessProbe.kind == 'grpc' && facts.services.backend.candidate.cpuIdle && facts.services.backend.candidate.startupCpuBoost
expect evidence facts.services.backend.candidate.healthCheckDisabled && !facts.services.backend.baseline.healthCheckDisabled
expect evidence facts.services.backend.invokerIamDisabled && facts.services.backend.minInstances == 2 && facts.services.backend.maxInstances == 50 && !facts.services.backend.defaultUriDisabled
expect evidence facts.services.backend.urls == ['https://demo-backend-1.us-central1.run.app'] && facts.services.backend.customAudiences == ['aud']
