# Cloud KMS signs the evidence. If KMS denies the request or returns a corrupt signature, the release does not pass.
== cloud
{ "project": "demo", "region": "us-central1",
  "kms": { "projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1": {},
           "projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/2": { "denied": true },
           "projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/3": { "damaged": true },
           "projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/4": { "algorithm": "RSA_SIGN_PSS_2048_SHA256" } },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
evidence = { key = "gcpkms://projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1"; };
== run
rungate verify
expect exit 0
expect evidence signed && exitCode == 0
expect requests POST *:asymmetricSign >= 2
rungate audit
expect exit 6
expect output contains no public key is known
rungate verify --set evidence.key=gcpkms://projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/2
expect exit 74
expect evidence !signed && verdict == 'passed' && exitCode == 74 && reason.contains('cloudkms.cryptoKeyVersions.useToSign')
expect output contains PASSED, NOT RECORDED
rungate verify --set evidence.key=gcpkms://projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/3
expect exit 74
expect evidence reason.contains('corrupted in transit')
rungate verify --set evidence.key=gcpkms://projects/demo/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/4
expect exit 74
expect evidence reason.contains('EC_SIGN_P256_SHA256')
rungate verify --set evidence.key=gcpkms://projects/demo/cryptoKeys/k
expect exit 2
expect output contains does not name a key version
