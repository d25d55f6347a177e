# One image for web, worker, beat and the migration; docker-compose.yml says which command each one runs.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/duban

COPY requirements/run.txt requirements/run.txt
RUN python -m pip install --require-hashes -r requirements/run.txt

COPY . .
ENV DUBAN_STATIC=/srv/static DUBAN_VAR=/var/lib/duban
# Demo mode, for this step alone, needs no secret; nothing but translations and static files is kept of it.
RUN DUBAN_DEMO=1 python manage.py translations compile \
    && DUBAN_DEMO=1 python manage.py collectstatic --no-input \
    && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent duban \
    && mkdir -p /var/lib/duban && chown duban:duban /var/lib/duban

USER duban
VOLUME /var/lib/duban
EXPOSE 8000
CMD ["gunicorn", "tracker.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "60", "--no-control-socket", "--config", "python:tracker.embedded.serving"]
