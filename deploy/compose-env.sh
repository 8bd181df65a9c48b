#!/bin/sh
# Prints the variables of docker-compose.yml with secrets made up now: deploy/compose-env.sh simulator > .env
# or, with real Discord: deploy/compose-env.sh token > .env, then fill in DISCORD_*. Keep the file as you keep the data.
set -eu
secret() { openssl rand -hex 24; }

case "${1:-}" in
  simulator)
    echo COMPOSE_PROFILES=simulator
    echo DISCORD_API_URL=http://discord:15443/api
    token=$(secret)
    echo "DISCORD_TOKEN=$token"
    # The simulated application is the bot's own; its secret is no secret.
    echo DISCORD_CLIENT_ID=1009000000000000000
    echo DISCORD_CLIENT_SECRET=simulated-oauth2-client
    ;;
  token)
    echo COMPOSE_PROFILES=token
    echo DISCORD_API_URL=https://discord.com/api
    echo DISCORD_TOKEN=
    echo DISCORD_CLIENT_ID=
    echo DISCORD_CLIENT_SECRET=
    ;;
  *)
    echo 'usage: deploy/compose-env.sh simulator|token > .env' >&2
    exit 2
    ;;
esac
echo "POSTGRES_PASSWORD=$(secret)"
for role in LAKE_WRITER REWARD_ENGINE QUERY ADMIN BOT; do echo "DATABASE_PASSWORD_$role=$(secret)"; done
for user in OPERATOR INGEST_GATEWAY LAKE_WRITER REWARD_ENGINE ADMIN QUERY BOT WEBHOOKS SUBSCRIBER; do
  echo "NATS_PASSWORD_$user=$(secret)"
done
echo "ERASURE_KEY=$(openssl rand -base64 48 | tr -d '\n')"
echo "SESSION_SECRET=$(openssl rand -base64 48 | tr -d '\n')"
echo "GRAFANA_PASSWORD=$(secret)"
