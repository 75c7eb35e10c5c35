# The site itself; compose.yaml brings database, Redis, search and the proxy's side of things.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    DATA_DIR=/data

WORKDIR /app

# First the packages alone, so that a change of code does not install them again.
COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --disable-pip-version-check --require-hashes --no-deps --prefer-binary \
    -r requirements/runtime.txt

COPY . .
RUN python scripts/compile_messages.py \
    && useradd --system --create-home --uid 10001 crocevia \
    && install -d -o crocevia -g crocevia /data

USER crocevia
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "scripts/alive.py"]

CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--workers", "2"]
