"""How the web server runs, for script/server and in production alike: ``gunicorn`` reads this."""

import os

wsgi_app = "wsgi:app"
host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 60
graceful_timeout = 10
# Never preload: a connection pool opened before the fork would be shared by the processes.
preload_app = False
# It would lie in the home folder, where two servers of one user meet.
control_socket_disable = True
# X-Forwarded-* is believed in one place only, by TRUSTED_PROXIES (C30).
forwarded_allow_ips = ""
