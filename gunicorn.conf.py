"""How the web server runs, for script/server and in production alike: ``gunicorn`` reads this."""

import contextlib
import ctypes
import gc
import os
from typing import Any

#: The allocator's parameter for the number of its arenas (glibc, malloc.h).
M_ARENA_MAX = -8

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
    # An arena a thread keeps what a large page needed once, eight times over; the interpreter lets
    # one thread allocate at a time anyway. Other allocators than glibc's do not know the parameter.
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
