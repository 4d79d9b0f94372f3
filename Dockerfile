# NOT YET RUN: written without an engine at hand; checked by hadolint and tests/test_packaging.py.
# One image for web, worker and clock. compose.yaml runs it with PostgreSQL, Redis and nginx.
FROM python:3.13-slim

# Group 101 is nginx's in its image: nginx reads static files and media, which have mode 640.
RUN groupadd --gid 101 pieu \
    && useradd --uid 10001 --gid pieu --home-dir /var/lib/pieu --no-create-home --shell /usr/sbin/nologin pieu \
    && install -d -o pieu -g pieu -m 750 /var/lib/pieu /var/backups/pieu

# pg_dump and pg_restore, for backups. Debian's release decides which.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUTF8=1 PYTHONUNBUFFERED=1 \
    PIEU_VAR=/var/lib/pieu MEDIA_ROOT=/var/lib/pieu/media STATIC_ROOT=/opt/pieu/staticfiles

WORKDIR /opt/pieu
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# Settings make secrets in PIEU_VAR if there are none. The image must not hold any, so they go into a folder that is removed.
RUN PIEU_VAR=/tmp/pieu python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/pieu \
    && chmod -R a+rX staticfiles

USER 10001:101
VOLUME /var/lib/pieu
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", "0.0.0.0:8000"]
