"""Check a receipt without the server: python verify_receipt.py RECEIPT.json PUBLIC_KEY [COPY.json]
PUBLIC_KEY is printed on the receipt and on the public page of the opening (64 characters)."""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def written(statement):
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


receipt, key = json.loads(Path(sys.argv[1]).read_bytes()), bytes.fromhex(sys.argv[2])
signature = bytes.fromhex(receipt["signature"])
Ed25519PublicKey.from_public_bytes(key).verify(signature, written(receipt["statement"]))
print("签名有效：", receipt["statement"]["number"], receipt["statement"]["submitted_at"])
for name in sys.argv[3:]:
    sent = json.loads(Path(name).read_bytes())["statement"]["documents"]
    same = hashlib.sha256("".join(sent).encode()).hexdigest() == receipt["statement"]["sha256"]
    sys.exit(print("副本与提交的内容一致" if same else "副本与提交的内容不一致") or not same)
