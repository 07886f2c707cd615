# Texts with a secret are truncated in many places. No part of the secret is left, nor of the Basic header made from a
# URL's password.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/near": { "echo": true }, "/mid": { "echo": true }, "/said": { "echo": true }, "/basic": { "echo": true } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  near = { http = { service = "backend"; path = "/near"; method = "POST"; body = "xxxxxxxxxxxxxxxxxxxxxxxx${KEY}"; expect = "body == 'x'"; timeout = "1s"; }; };
  mid = { http = { service = "backend"; path = "/mid"; method = "POST"; body = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx${KEY}"; expect = "body == 'x'"; timeout = "1s"; }; };
  said = { http = { service = "backend"; path = "/said"; method = "POST"; body = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx${KEY}"; expect = "status == 299"; timeout = "1s"; }; };
  basic = { http = { url = "http://operator:${KEY}@@AT:demo-backend@/basic"; expect = "body == 'x'"; timeout = "1s"; }; };
};
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env KEY=S3cr3tK3yOfOursThatNobodyMaySee-0123456789abcdefghijklmnopqrstuv
rungate check -v
expect exit 3
expect output contains [redacted]
expect nowhere S3cr3t
expect nowhere K3yOfOur
expect nowhere 23456789
expect nowhere mnopqrst
expect nowhere b3BlcmF0b3I6UzNjcjN0
