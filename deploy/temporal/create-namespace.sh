#!/bin/sh
# Creates the namespace TEMPORAL_NAMESPACE, whose closed executions are kept for RETENTION. One that is there stays as it is.
set -eu

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  echo "Namespace \"$TEMPORAL_NAMESPACE\" is there."
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi
