"""Receipts: what was handed in, when, and its SHA-256, signed so that anybody can check it without
this server (``docs/verify_receipt.py``).

The signing key (Ed25519) comes by HKDF from the oldest of FIELD_KEYS, so it stays when those
rotate; the public half is on the page of every receipt and of every opening.
"""

import base64

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from procurement.sealing import written


def _key():
    seed = base64.b64decode(settings.FIELD_KEYS[-1])
    derived = HKDF(hashes.SHA256(), 32, None, b"liaison receipts").derive(seed)
    return Ed25519PrivateKey.from_private_bytes(derived)


def public_key():
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return _key().public_key().public_bytes(*raw).hex()


def signed(statement):
    """``{"statement", "signature", "public_key"}``; what is signed is ``written(statement)``."""
    return {
        "statement": statement,
        "signature": _key().sign(written(statement)).hex(),
        "public_key": public_key(),
    }


def is_ours(paper):
    """Whether a signed paper that comes back was signed here and not changed since."""
    try:
        signature = bytes.fromhex(paper["signature"])
        _key().public_key().verify(signature, written(paper["statement"]))
    except Exception:  # whatever is wrong with what comes from outside, it is not ours
        return False
    return True
