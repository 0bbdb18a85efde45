//go:build tools

// Package tools pins the Temporal CLI, whose `server start-dev` is Sagaflow's embedded server.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
