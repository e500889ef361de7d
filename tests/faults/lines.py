"""Somebody's line to the product under drill, and what a process beside it can tell of it."""

import http.client
import json
import os
import random
import re
import subprocess
import sys
import time

from tests.servers import ROOT


def ask(product, words):
    """What ``tests/faults/bidders.py`` says."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", "import tests.faults.bidders"],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(product.var), "BIDDERS": words},
        capture_output=True,
        text=True,
    )
    found = re.search(r"<<(.*)>>", done.stdout, re.DOTALL)
    assert found, done.stdout[-1000:] + done.stderr[-3000:]
    return json.loads(found[1])


class Line:
    """A browser with its cookies; the line may be cut before the answer comes."""

    def __init__(self, product, cookies):
        self.product, self.cookies, self.tries = product, dict(cookies), 0

    def say(self, method, path, body=None, headers=(), cut=False):
        line = http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=20)
        cookie = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        line.request(method, path, body, {"Cookie": cookie, **dict(headers)})
        if cut:  # sent, and the line is gone before the answer
            time.sleep(random.random() * 0.3)
            line.close()
            raise OSError("cut")
        answer = line.getresponse()
        said = answer.read()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer.status, answer.headers.get("Location", ""), said

    def until_answered(self, method, path, body=None, headers=(), chance=0.0):
        while True:
            self.tries += 1
            try:
                cut = random.random() < chance
                status, location, said = self.say(method, path, body, headers, cut)
            except (OSError, http.client.HTTPException):
                time.sleep(0.3)
                continue
            if status in (409, 502, 503, 504):
                time.sleep(0.5)
                continue
            return status, location, said
