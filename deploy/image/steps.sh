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
    # What runs names some of our tools as companions that it may have: they stay only where we ask for them.
    npm pkg delete devDependencies
    npm prune --omit=dev --omit=peer --no-audit --no-fund --ignore-scripts
    # Prisma's client brings the compilers of queries for every database.
    find node_modules/@prisma/client/runtime -type f \
      \( -name '*mysql*' -o -name '*sqlite*' -o -name '*sqlserver*' -o -name '*cockroachdb*' -o -name '*.map' \) -delete
    rm -rf .turbo node_modules/.cache
    for folder in libs services web; do
      rm -rf "$folder"/*/src "$folder"/*/.turbo "$folder"/*/*.tsbuildinfo
    done
    ;;
esac
