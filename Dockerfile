# The production image: one for web, worker, beat and migrate; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
WORKDIR /app
RUN python -m venv --without-pip /app/.venv
COPY tooling/uv.lock tooling/uv.lock
RUN pip install --require-hashes -r tooling/uv.lock
COPY requirements/production.lock requirements/production.lock
RUN uv pip sync --require-hashes --python /app/.venv/bin/python requirements/production.lock

# The front end's packages are files to serve; Node itself stays in this stage.
FROM node:24-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim-bookworm
# Pango makes the PDF files; the fonts come with it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /app --shell /usr/sbin/nologin jobordre
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY --from=frontend /app/node_modules node_modules
COPY . .
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production JO_DATA_DIR=/data
# A key is needed to start Django, not to gather files; this one is never used to serve.
RUN install -d -o jobordre -g jobordre /data \
    && SECRET_KEY=only-for-collectstatic ALLOWED_HOSTS=none python manage.py collectstatic --noinput -v0
USER jobordre
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4", "--no-control-socket"]
