#!/bin/sh
# What the Dockerfile runs, one step a layer; check.sh runs the same without Docker.
set -eu

case "$1" in
  # Takes of the repository what the packages need: out/json to install, out/full to build.
  prune)
    shift
    turbo=$(node -p "require('./package.json').devDependencies.turbo")
    npx --yes "turbo@$turbo" prune "$@" --docker --out-dir "$OUT"
    ;;
  # Exactly what the lock file says. Packages bring their binaries with them: none may run a script of its own.
  install)
    npm ci --no-audit --no-fund --ignore-scripts
    ;;
  build)
    npx turbo run build --output-logs=errors-only
    ;;
  # Leaves what runs: compiled files, pages, migrations, and the dependencies of production.
  slim)
    npm prune --omit=dev --no-audit --no-fund --ignore-scripts
    rm -rf .turbo node_modules/.cache
    for folder in libs services web; do
      rm -rf "$folder"/*/src "$folder"/*/.turbo "$folder"/*/*.tsbuildinfo
    done
    ;;
esac
