"""How bids are closed and opened: the protocol, in which all cryptography is a library's.

Each bid has a fresh key (AES-256-GCM), which is wrapped to the public key of its call (HPKE, RFC
9180: X25519, HKDF-SHA256, AES-256-GCM). What it is bound to - call, organization, lot, envelope -
is part of what is authenticated, so a bid moved to another's place does not open. The private key
comes by HKDF from a secret of 128 bits, parted among holders (Shamir); their parts are closed to
keys that exist in their files alone. See docs/sealed-bids.md.
"""

import hashlib
import json
import os

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MARK = b"LSB1"
WRAPPED = 32 + 32 + 16
NONCE = 12
SECRET = 16
PADDED_TO = 4096


class Broken(Exception):
    """Not what was closed, not where it was put, or not the key it was closed with."""


def written(document):
    """A document as bytes, always the same for the same content: what is hashed and sealed."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(*documents):
    """SHA-256 of what was sent: the documents one after the other."""
    return hashlib.sha256(b"".join(documents)).hexdigest()


def place(*, call, organization, lot, envelope):
    """What a sealed document is bound to."""
    return written(["bid", str(call), str(organization), lot, str(envelope)])


def seal(document, *, public, bound):
    """Closed to the holders of the call's key; of a length that tells little of the content."""
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
    wrapped = SUITE.encrypt(key, X25519PublicKey.from_public_bytes(bytes(public)), bound)
    padded = document + b" " * (-len(document) % PADDED_TO)
    return MARK + wrapped + nonce + AESGCM(key).encrypt(nonce, padded, bound)


def unseal(sealed, *, private, bound):
    """The document. Raises Broken."""
    sealed = bytes(sealed)
    at = len(MARK) + WRAPPED
    if not sealed.startswith(MARK) or len(sealed) < at + NONCE:
        raise Broken("格式不符")
    nonce, body = sealed[at : at + NONCE], sealed[at + NONCE :]
    try:
        key = SUITE.decrypt(sealed[len(MARK) : at], private, bound)
        return AESGCM(key).decrypt(nonce, body, bound).rstrip(b" ")
    except (InvalidTag, ValueError) as wrong:
        raise Broken("内容已被改动，或不属于这里") from wrong


def new_secret():
    return os.urandom(SECRET)


def private_of(secret, purpose):
    """The private key that comes of a secret; of one secret another key for each purpose."""
    derived = HKDF(hashes.SHA256(), 32, None, f"liaison {purpose}".encode()).derive(secret)
    return X25519PrivateKey.from_private_bytes(derived)


def public_of(private):
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return private.public_key().public_bytes(*raw)


def part(secret, *, needed, among):
    """The secret in so many parts, of which so many give it back."""
    if needed == 1:
        return [secret] * among
    return [share for _, share in Shamir.split(needed, among, secret)]


def whole(parts, *, needed):
    """The secret again, out of ``{number: part}``, numbered from one."""
    if needed == 1:
        return next(iter(parts.values()))
    return Shamir.combine(list(parts.items())[:needed])


def close_part(part, *, public, bound):
    """A part of the secret for one holder: his file alone opens it."""
    return SUITE.encrypt(part, X25519PublicKey.from_public_bytes(bytes(public)), bound)


def open_part(closed, *, private, bound):
    try:
        return SUITE.decrypt(bytes(closed), private, bound)
    except (InvalidTag, ValueError) as wrong:
        raise Broken("份额与密钥文件不符") from wrong
