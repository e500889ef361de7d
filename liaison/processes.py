"""Processes of this machine: who lives, under which user they run, which ports are free."""

import os
import pwd
import socket
import time
from pathlib import Path


def started_at(pid):
    """Clock ticks at which this process began; None when it is gone (a zombie is gone)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def identity(pid=None):
    pid = pid or os.getpid()
    return [pid, started_at(pid)]


def is_alive(who):
    return bool(who) and started_at(who[0]) == who[1] is not None


def wait_until(test, seconds, pause=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if test():
            return True
        time.sleep(pause)
    return False


def as_user(command, user, used):
    """The command, run by root as this user, who must be able to reach the paths it uses.
    Raises PermissionError when nothing helps."""
    group = pwd.getpwuid(user).pw_gid
    drop = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
    if not all(passable(path, user) for path in used):
        # The clone lies below a private folder such as root's home. Instead of opening that
        # folder for everybody, the program keeps the one right to walk through folders.
        right = next((r for r in PASSING_RIGHTS if has_capability(PASSING_RIGHTS[r])), None)
        if right is None:
            raise PermissionError
        drop += [f"--inh-caps=-all,+{right}", f"--ambient-caps=-all,+{right}"]
        drop += ["--securebits=+no_setuid_fixup"]  # or access(2) would ignore the right
    return [*drop, "--", *command]


PASSING_RIGHTS = {"dac_read_search": 2, "dac_override": 1}


def has_capability(number):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return bool(int(line.split()[1], 16) >> number & 1)
    return False


def passable(path, user):
    """May this user walk to the path? Others' rights decide, or owning the folder."""
    for folder in Path(path).resolve().parents:
        about = folder.stat()
        if not (about.st_mode & 0o001 or (about.st_uid == user and about.st_mode & 0o100)):
            return False
    return True


def free_port(wanted=None):
    """The wanted port when it is free, else any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            probe.close()
            return free_port()
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
