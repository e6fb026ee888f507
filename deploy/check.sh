#!/bin/sh
# Holds the files of this folder against their own validators, as far as these are on the machine; part of `make check`.
# The schema of compose and the shape of the rest are checked by `make test` (tests/deploy) everywhere.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if command -v systemd-analyze >/dev/null 2>&1; then
	# Verified with this folder's own program in the place where an installation has it.
	for unit in "$here"/one-machine/*.service "$here"/one-machine/*.timer; do
		sed "s#/srv/ocop-workflow/.venv/bin/ocop#$here/../.venv/bin/ocop#" "$unit" >"$scratch/$(basename "$unit")"
	done
	said=$(systemd-analyze verify --man=no "$scratch"/*.service "$scratch"/*.timer 2>&1 | grep "$scratch\|ocop-\|ocop\.service" || true)
	[ -z "$said" ] || { echo "$said"; exit 1; }
	echo "systemd units: verified"
else
	echo "systemd units: not verified here (no systemd-analyze)"
fi

mkdir "$scratch/env"
for example in "$here"/compose/*.env.example; do cp "$example" "$scratch/env/$(basename "$example" .example)"; done
if docker compose version >/dev/null 2>&1; then
	OCOP_ENV_DIR="$scratch/env" docker compose -f "$here/compose/compose.yaml" --profile tool config --quiet
	echo "compose: verified"
else
	echo "compose: not verified here (no docker compose)"
fi

if command -v kubectl >/dev/null 2>&1; then
	for file in jobs secrets.example; do
		kubectl create --dry-run=client --validate=false --filename "$here/cluster/$file.yaml" --output name >"$scratch/said" 2>&1 ||
			{ grep -q "connection refused\|no configuration" "$scratch/said" || { cat "$scratch/said"; exit 1; }; }
	done
fi
if command -v helm >/dev/null 2>&1 && [ -n "${OCOP_HELM_CHARTS:-}" ]; then
	helm template "$OCOP_HELM_CHARTS/prefect-server" --values "$here/cluster/prefect-server.values.yaml" >/dev/null
	helm template "$OCOP_HELM_CHARTS/prefect-worker" --values "$here/cluster/prefect-worker.values.yaml" >/dev/null
	echo "helm values: rendered"
else
	echo "helm values: not rendered here (needs helm, and OCOP_HELM_CHARTS with the charts)"
fi
