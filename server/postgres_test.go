//go:build postgres

package server

import (
	"testing"

	"github.com/sothon/sothon/schema/store/pgtest"
)

// TestMain runs the whole server on PostgreSQL.
func TestMain(m *testing.M) {
	pgtest.Main(m, func(p *pgtest.Server) {
		database = func(t testing.TB, _ string) string { return p.Fresh(t) }
	})
}
