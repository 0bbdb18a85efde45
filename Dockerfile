# One image for `sagaflow worker`, `sagaflow api`, and every other command. It has this repository's own project in /app; mount
# yours elsewhere and make its folder the working directory.
FROM node:20.20.2-bookworm-slim AS builder
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY plan plan
COPY compiler compiler
COPY workflows workflows
COPY history history
COPY activities activities
COPY federation federation
COPY project project
COPY worker worker
COPY api api
COPY mains mains
COPY cli cli
COPY samples samples
RUN npm run build

FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Temporal's SDK brings its native part for five platforms; one of them is this one.
RUN npm ci --omit=dev --ignore-scripts \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} + \
  && npm cache clean --force

FROM node:20.20.2-bookworm-slim
# tini reaps what stdio servers leave behind; the certificates are for Temporal Cloud and servers over https.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=builder /build/dist dist
COPY package.json platform.yaml tools.lock.json ./
COPY definitions definitions
COPY deploy/image/is-healthy.mjs /usr/local/lib/is-healthy.mjs
RUN chmod 755 dist/cli/main.js \
  && ln -s /app/dist/cli/main.js /usr/local/bin/sagaflow \
  && install -d -o node -g node .sagaflow/samples
ENV NODE_ENV=production
USER 1000:1000
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "/usr/local/lib/is-healthy.mjs"]
ENTRYPOINT ["tini", "--", "sagaflow"]
CMD ["--help"]
