package store

import (
	"database/sql/driver"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sothon/sothon/schema"
)

// ErrGone says that PostgreSQL does not answer: it was stopped, starts just now, or the way to it is cut.
var ErrGone = &schema.Error{Code: schema.CodeUnavailable, Field: "database",
	Vi: "Cơ sở dữ liệu PostgreSQL đang không trả lời. Chưa có gì bị mất; thử lại sau ít phút, hoặc khởi động lại PostgreSQL.",
	En: "The PostgreSQL database does not answer. Nothing is lost; try again in a few minutes, or start PostgreSQL again."}

// Gone gives ErrGone for an error that says that the database server is not there, and every other error as it is.
func Gone(err error) error {
	var told *pgconn.PgError
	var connect *pgconn.ConnectError
	var line *net.OpError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &told):
		if strings.HasPrefix(told.Code, "57P") || strings.HasPrefix(told.Code, "08") { // shut down, starting up, connection lost
			return ErrGone
		}
	case errors.As(err, &connect), errors.As(err, &line), errors.Is(err, driver.ErrBadConn), pgconn.SafeToRetry(err):
		return ErrGone
	}
	return err
}
