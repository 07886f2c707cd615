# SPDX-License-Identifier: Apache-2.0
"""dsse.py PUBLIC-KEY ENVELOPE BUNDLE JSONL: verifies them with independent libraries; writes ENVELOPE's PAE and signature for openssl."""
import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from securesystemslib.signer import Signature, SSlibKey

pem = open(sys.argv[1]).read()
key = serialization.load_pem_public_key(pem.encode())
spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
keyid = hashlib.sha256(spki).hexdigest()


def pae(envelope):
    body = base64.b64decode(envelope["payload"], validate=True)
    kind = envelope["payloadType"].encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)


def check(envelope):
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    signature = envelope["signatures"][0]
    raw = base64.b64decode(signature["sig"], validate=True)
    key.verify(raw, pae(envelope), ec.ECDSA(hashes.SHA256()))
    public = SSlibKey(keyid, "ecdsa", "ecdsa-sha2-nistp256", {"public": pem})
    public.verify_signature(Signature(keyid, raw.hex()), pae(envelope))  # raises an exception if it is invalid
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert all(subject["digest"] for subject in statement["subject"])
    return statement


envelope = json.load(open(sys.argv[2]))
statement = check(envelope)
assert envelope["signatures"][0]["keyid"] == keyid
payload = base64.b64decode(envelope["payload"])
assert payload == json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(), "not the canonical form"
open("a.pae", "wb").write(pae(envelope))
open("a.sig", "wb").write(base64.b64decode(envelope["signatures"][0]["sig"]))

bundle = json.load(open(sys.argv[3]))
assert bundle["mediaType"] == "application/vnd.dev.sigstore.bundle.v0.3+json"
assert base64.b64decode(bundle["verificationMaterial"]["publicKey"]["hint"]) == hashlib.sha256(spki).digest()
assert len(bundle["dsseEnvelope"]["signatures"]) == 1 and "keyid" not in bundle["dsseEnvelope"]["signatures"][0]
assert check(bundle["dsseEnvelope"]) == statement

kinds = {}
for line in open(sys.argv[4]):
    derived = check(json.loads(line))
    kinds[derived["predicateType"]] = derived["predicate"]
result = kinds["https://in-toto.io/attestation/test-result/v0.1"]
assert result["result"] == "PASSED" and result["passedTests"] and result["failedTests"] == [] and result["configuration"][0]["digest"]["sha256"]
svr = kinds["https://in-toto.io/attestation/svr/v0.2"]
assert svr["verifier"]["id"] and svr["timeVerified"] == svr["timeCreated"] and svr["timeCreated"].endswith("Z") and "RUNGATE_RELEASE_PASSED" in svr["properties"]
vsa = kinds["https://slsa.dev/verification_summary/v1"]
assert vsa["verificationResult"] == "PASSED" and vsa["verifiedLevels"][1] == "SLSA_BUILD_LEVEL_UNEVALUATED" and vsa["resourceUri"]
assert vsa["inputAttestations"][0]["digest"]["sha256"] == hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest()
