#!/usr/bin/env bash
# Runs the steps of the Dockerfile without Docker, for all services at once: prune, install, build, slim, and then starts
# each from a tree that it cannot write to, as another user where this one is root. A service without configuration has to
# load all of its code and refuse with a complaint about it. What needs Docker itself is listed in docs/deployment.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/synapse-image.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"

mapfile -t services < <(ls services)
OUT="$work/pruned" deploy/image/steps.sh prune "${services[@]/#/@synapse/}"
mkdir "$work/app" && cd "$work/app"
cp -r ../pruned/json/. . && "$root/deploy/image/steps.sh" install
cp -r ../pruned/full/. .
(cd "$root" && git ls-files $(cat deploy/image/shared-files) | xargs cp --parents --target-directory="$work/app")
"$root/deploy/image/steps.sh" build
"$root/deploy/image/steps.sh" slim
chmod -R a-w,a+rX "$work/app"
du -sh "$work/app"

as_other=()
if [[ $(id -u) == 0 ]]; then as_other=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
for service in "${services[@]}"; do
  said=$("${as_other[@]}" env -i "PATH=$PATH" node "services/$service/dist/main.js" 2>&1) && code=0 || code=$?
  if [[ $code != 1 || $said != *"The configuration has"* ]]; then
    printf '%s did not start as it should (exit code %s):\n%s\n' "$service" "$code" "$said" >&2
    exit 1
  fi
  echo "$service starts from a read-only tree"
done
said=$("${as_other[@]}" env -i "PATH=$PATH" node libs/store/dist/migrate/main.js 2>&1) || true
[[ $said == *'Set DATABASE_URL'* ]] || { printf 'The migrations do not start:\n%s\n' "$said" >&2; exit 1; }
[[ -d prisma/migrations ]]
echo "the migrations start from a read-only tree"
