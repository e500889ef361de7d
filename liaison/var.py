"""What lies under VAR_DIR: where it is, and the secrets made there when none are given."""

import os
import secrets
import tempfile
from pathlib import Path


def var_dir():
    default = Path(__file__).resolve().parent.parent / "var"
    return Path(os.environ.get("VAR_DIR") or default).resolve()


def secret(var, name, make=lambda: secrets.token_urlsafe(48)):
    """The secret of this name under VAR_DIR/secrets, made the first time it is asked for."""
    folder = Path(var) / "secrets"
    path = folder / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write(make() + "\n")
    try:
        os.link(draft, path)  # refuses to replace what another process made meanwhile
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
    return path.read_text().strip()
