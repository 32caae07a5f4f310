"""How the web server runs, for script/server and in production alike: ``gunicorn`` reads this."""

import contextlib
import ctypes
import gc
import os
from typing import Any

#: Parameters of glibc's allocator (malloc.h), and how many bytes are given back when freed.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
LARGE = 1024 * 1024

wsgi_app = "wsgi:app"
host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 60
graceful_timeout = 10
# Longer than proxies keep a connection to us: they shall be the ones who close it.
keepalive = 75
# The application is loaded once, and the workers share what they never change of it. It holds no
# connection yet then, and would leave it behind (see Database). New code needs a restart: HUP
# would start workers of the old.
preload_app = True
# It would lie in the home folder, where two servers of one user meet.
control_socket_disable = True
# X-Forwarded-* is believed in one place only, by TRUSTED_PROXIES (C30).
forwarded_allow_ips = ""


def when_ready(server: Any) -> None:
    # What was loaded stays: looking through it for garbage took a twentieth of a second each time,
    # and would copy the pages that the workers share.
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    # The allocator has one arena for all threads, of which the interpreter lets one run anyway, and
    # gives what is large back: a password's 19 MiB else stay. Other libraries do not know this.
    with contextlib.suppress(AttributeError):
        allocator = ctypes.CDLL(None)
        allocator.mallopt(M_ARENA_MAX, 1)
        allocator.mallopt(M_MMAP_THRESHOLD, LARGE)
