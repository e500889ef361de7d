# One image for web, workers, beat and commands. No secrets inside, no root at run time.
FROM node:24-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund --no-audit
COPY static static
RUN npm run build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/liaison
WORKDIR /app
COPY deploy/locks/server.txt deploy/locks/server.txt
RUN pip install --no-cache-dir --require-hashes -r deploy/locks/server.txt
COPY . .
COPY --from=front /app/static/dist static/dist
RUN VAR_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build \
    && useradd --system --uid 10001 --no-create-home liaison \
    && install -d -o liaison -g liaison -m 0700 /var/lib/liaison
USER liaison
VOLUME /var/lib/liaison
EXPOSE 8000
