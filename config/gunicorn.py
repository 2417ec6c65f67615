"""Gunicorn's settings in production; WEB_CONCURRENCY sets the number of processes."""

import multiprocessing

from config import env

bind = "127.0.0.1:8000"
workers = env.integer("WEB_CONCURRENCY", default=multiprocessing.cpu_count() + 1, minimum=1)
threads = 2
worker_class = "gthread"
worker_tmp_dir = "/dev/shm"  # noqa: S108 -- gunicorn's heartbeat file, in memory
timeout = 60
graceful_timeout = 30
keepalive = 75
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"
# No query string and no referrer: neither belongs in a log that leaves the machine.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
forwarded_allow_ips = "*"  # only the proxy's network reaches this port
preload_app = True  # one import, memory shared by the processes
control_socket_disable = True
