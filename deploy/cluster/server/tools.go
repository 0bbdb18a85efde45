//go:build tools

// Package tools pins the Temporal server and its tool for SQL schemas, which the proof of the cluster runs on PostgreSQL.
package tools

import (
	_ "go.temporal.io/server/cmd/server"
	_ "go.temporal.io/server/cmd/tools/sql"
)
