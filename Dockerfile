# syntax=docker/dockerfile:1
# One image a service: docker build --build-arg SERVICE=query --tag synapse/query .
# SERVICE is the name of a package without "@synapse/". deploy/image/check.sh runs the same steps without Docker.
ARG NODE=node:22.20.0-bookworm-slim

FROM ${NODE} AS prune
ARG SERVICE
WORKDIR /source
COPY . .
RUN test -n "${SERVICE}" && OUT=/pruned deploy/image/steps.sh prune "@synapse/${SERVICE}"

FROM ${NODE} AS build
WORKDIR /app
COPY deploy/image/steps.sh /usr/local/bin/steps
COPY --from=prune /pruned/json/ .
RUN --mount=type=cache,target=/root/.npm steps install
COPY --from=prune /pruned/full/ .
COPY deploy/image/shared-files /tmp/shared-files
RUN --mount=type=bind,target=/source,readonly cd /source && xargs -a /tmp/shared-files cp -r --parents --target-directory=/app
RUN steps build && steps slim

FROM ${NODE}
ARG SERVICE
ENV NODE_ENV=production SERVICE=${SERVICE} SPOOL_DIR=/var/lib/synapse/spool
WORKDIR /app
# Owned by root: what runs as "node" can change nothing here. Only the gateway writes, into its spool.
COPY --from=build /app /app
COPY deploy/image/healthcheck.mjs /healthcheck.mjs
RUN install -d -o node -g node /var/lib/synapse/spool
USER node
EXPOSE 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["node", "/healthcheck.mjs"]
CMD ["sh", "-c", "exec node services/$SERVICE/dist/main.js"]
