//go:build postgres

package store

import (
	"testing"

	"github.com/sothon/sothon/schema/store/pgtest"
)

// TestMain adds a PostgreSQL of the suite's own to what it runs on. A missing PostgreSQL fails.
func TestMain(m *testing.M) {
	pgtest.Main(m, func(p *pgtest.Server) {
		databases = append(databases, database{name: "postgres", fresh: p.Fresh})
	})
}
