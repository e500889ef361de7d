"""Reading the environment: a missing or malformed value stops the start with one clear sentence."""

import base64
import binascii
import ipaddress
import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def stop(sentence):
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def text(name, default=None):
    """The value of NAME, or the content of the file that NAME_FILE points at."""
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value and path:
        stop(f"环境变量 {name} 与 {name}_FILE 只能设置一个。")
    if path:
        try:
            value = Path(path).read_text().strip()
        except OSError as problem:
            stop(f"无法读取 {name}_FILE 指向的文件 {path}：{problem.strerror}。")
    return value or default


def flag(name, default=False):
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        stop(f"环境变量 {name} 只能是 0 或 1，现在是“{value}”。")
    return value == "1"


def number(name, default, least=0, most=None):
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
        limits = f"{least} 到 {most} 之间的" if most is not None else f"不小于 {least} 的"
        stop(f"环境变量 {name} 须为{limits}整数，现在是“{value}”。")
    return int(value)


def choice(name, values):
    """One of these; the first unless another is set."""
    value = text(name, values[0])
    if value not in values:
        stop(f"环境变量 {name} 只能是 {' 或 '.join(values)}，现在是“{value}”。")
    return value


def words(name, default=""):
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name):
    """Addresses or networks, such as 10.0.0.5 or 10.0.0.0/8."""
    for word in words(name):
        try:
            ipaddress.ip_network(word)
        except ValueError:
            stop(f"环境变量 {name} 须为以逗号分隔的 IP 地址或网段，“{word}”不是。")
    return words(name)


def split(name, schemes, value=None):
    value = value or text(name)
    if value is None:
        return None
    form = f"环境变量 {name} 的格式不对：应以 {'、'.join(s + '://' for s in schemes)} 开头"
    try:
        url = urlsplit(value)
        url.port  # noqa: B018 (reading it checks it)
    except ValueError:
        stop(f"{form}，且端口须为数字。")
    if url.scheme not in schemes or not (url.hostname or url.path or url.query):
        stop(f"{form}。")
    return url


def database(name):
    """postgresql://user:password@host:port/name?host=/socket/folder&sslmode=verify-full"""
    value = text(name)
    return parse_database(value, name) if value else None


def parse_database(value, name="DATABASE_URL"):
    url = split(name, ["postgresql", "postgres"], value)
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    unknown = set(query) - {"host", "sslmode", "sslrootcert"}
    if unknown:
        stop(f"环境变量 {name} 中有不认识的参数：{'、'.join(sorted(unknown))}。")
    found = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": query,
    }
    for key, what in (("NAME", "数据库名"), ("USER", "用户名"), ("HOST", "主机")):
        if not found[key]:
            stop(f"环境变量 {name} 缺少{what}，应形如 postgresql://用户:密码@主机:5432/库名。")
    return found


def redis(name):
    url = split(name, ["redis", "rediss"])
    if url is None:
        return None
    if not url.hostname or not url.path.strip("/").isdecimal():
        stop(f"环境变量 {name} 应形如 redis://:密码@主机:6379/0。")
    return text(name)


def mail(name):
    """smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465"""
    url = split(name, ["smtp", "smtps"])
    if url is None:
        return {}
    if not url.hostname:
        stop(f"环境变量 {name} 缺少邮件服务器，应形如 smtps://用户:密码@主机:465。")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_TIMEOUT": 20,
    }


def address(name, default):
    """The address people use: https, or http on this very machine."""
    url = split(name, ["https", "http"], text(name, default))
    if url.path.strip("/") or url.query or not url.hostname:
        stop(f"环境变量 {name} 只写到主机（和端口）为止，例如 https://liaison.example.cn。")
    if url.scheme == "http" and url.hostname not in {"localhost", "127.0.0.1", "::1"}:
        stop(f"环境变量 {name} 须为 https 地址；http 只可用于本机（127.0.0.1 或 localhost）。")
    return url


def keys(name, default=""):
    """Keys for personal data, newest first: each 32 bytes in base64."""
    found = words(name, default)
    for key in found:
        try:
            fits = len(base64.b64decode(key, validate=True)) == 32
        except (binascii.Error, ValueError):
            fits = False
        if not fits:
            stop(f"环境变量 {name} 中的每个密钥须为 32 字节的 base64（用逗号分隔，新的在前）。")
    return found


def new_key():
    return base64.b64encode(os.urandom(32)).decode()
