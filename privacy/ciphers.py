"""Personal values at rest: AES-256-GCM under named keys, and keyed hashes to find them again.

Keys come from ``settings.FIELD_KEYS`` (base64, 32 bytes each, newest first). The first encrypts;
all decrypt, so keys rotate by putting a new one in front. GB/T 22239-2019 8.1.4.8 asks for
confidentiality at rest; PIPL art. 51 for encryption and de-identification.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Undecipherable(Exception):
    """The value was written under a key we do not hold, or was tampered with."""


@lru_cache
def _ring(keys):
    ring = {}
    for text in keys:
        key = base64.b64decode(text)
        if len(key) != 32:
            raise ImproperlyConfigured("FIELD_KEYS 中的每个密钥应为 32 字节的 base64 文本。")
        ring[hashlib.sha256(b"id" + key).hexdigest()[:8]] = key
    if not ring:
        raise ImproperlyConfigured("缺少 FIELD_KEYS，无法加密个人信息。")
    return ring


def seal(data, *, context):
    """``<key id>.<nonce and ciphertext>`` of bytes; ``context`` binds them to their place."""
    name, key = next(iter(_ring(tuple(settings.FIELD_KEYS)).items()))
    nonce = os.urandom(12)
    return name.encode() + b"." + nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def unseal(sealed, *, context):
    """The bytes. Raises Undecipherable."""
    name, _, raw = sealed.partition(b".")
    key = _ring(tuple(settings.FIELD_KEYS)).get(name.decode(errors="replace"))
    if key is None:
        raise Undecipherable(context)
    try:
        return AESGCM(key).decrypt(raw[:12], raw[12:], context.encode())
    except InvalidTag as wrong:
        raise Undecipherable(context) from wrong


def encrypt(text, *, context):
    """The same of text, as text: ``<key id>.<base64 of nonce and ciphertext>``."""
    name, _, raw = seal(text.encode(), context=context).partition(b".")
    return f"{name.decode()}.{base64.b64encode(raw).decode()}"


def decrypt(value, *, context):
    """The text. Raises Undecipherable."""
    name, _, body = value.partition(".")
    sealed = name.encode() + b"." + base64.b64decode(body)
    return unseal(sealed, context=context).decode()


def blind(text, *, context):
    """A keyed hash for equality search. Made under the oldest key, so that rotation keeps it."""
    *_, key = _ring(tuple(settings.FIELD_KEYS)).values()
    index = hashlib.sha256(b"index" + key).digest()
    return hmac.new(index, f"{context}:{text}".encode(), hashlib.sha256).hexdigest()


def newest_key_id():
    """By what the values written now can be told from older ones."""
    return next(iter(_ring(tuple(settings.FIELD_KEYS))))
