# Before traffic moves: a GPU service needs its GPUs twice, the quota does not allow that, the subnet has too few
# addresses, and the database too few connections. Each is said; traffic is moved all the same.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "nodeSelector": { "accelerator": "nvidia-l4" }, "scaling": { "maxInstanceCount": 2 }, "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "run" } ] },
          "containers": [ { "image": "i", "ports": [ { "containerPort": 8080 } ], "resources": { "limits": { "cpu": "4", "memory": "16Gi", "nvidia.com/gpu": "1" } } } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } }, "api": { "nodeSelector": { "accelerator": "nvidia-l4" }, "scaling": { "maxInstanceCount": 2 }, "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "run" } ] },
          "containers": [ { "image": "i", "ports": [ { "containerPort": 8080 } ], "resources": { "limits": { "cpu": "4", "memory": "16Gi", "nvidia.com/gpu": "1" } } } ] } } ] } },
  "subnets": { "run": { "ipCidrRange": "10.9.0.0/27" } },
  "sql": { "demo-db": { "settings": { "tier": "db-f1-micro", "databaseFlags": [] } } },
  "quotas": [ { "quotaId": "CpuAllocPerProjectRegion", "dimensionsInfos": [ { "dimensions": { "region": "us-central1" }, "details": { "value": "20000" } } ] },
    { "quotaId": "MemAllocPerProjectRegion", "dimensionsInfos": [ { "details": { "value": "109951162777600" } } ] },
    { "quotaId": "NvidiaL4GpuAllocPerProjectRegion", "dimensionsInfos": [ { "dimensions": { "region": "us-central1" }, "details": { "value": "3" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; pools = { backend = "10"; }; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence facts.services.backend.quotas.gpu == {'quota': 'NvidiaL4GpuAllocPerProjectRegion', 'limit': 3, 'candidate': 2, 'atRollback': 4}
expect evidence facts.services.backend.quotas.cpu == {'quota': 'CpuAllocPerProjectRegion', 'limit': 20000, 'candidate': 8000, 'atRollback': 16000}
expect evidence facts.services.backend.candidate.gpu == 1 && facts.services.backend.candidate.accelerator == 'nvidia-l4'
expect evidence rules.exists(r, r.id == 'quota-room' && r.outcome == 'fail' && r.message.contains('NvidiaL4GpuAllocPerProjectRegion is 3 in us-central1'))
expect output contains backend: the quota NvidiaL4GpuAllocPerProjectRegion is 3, and both revisions together may take 4
expect output contains each new instance of demo-backend-00041-abc needs 1 GPUs (nvidia-l4) while instances of demo-backend-00042-xyz still hold theirs
expect output contains backend: the subnet run has 28 addresses, and services may take 32 while both revisions run
expect output contains Cloud SQL demo-db accepts 22 connections, and its users may open 40 while both revisions run
expect traffic demo-backend demo-backend-00041-abc=100
