package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/admin"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/server/export"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/server/web"
	"github.com/sothon/sothon/sync/wire"
)

// Config is what a server is made of. Store, Data and Keys are needed; the rest has defaults.
type Config struct {
	Store     *store.Store
	Workspace wire.ID // zero: the store's only one
	Data      string  // folder of keys and photos
	Keys      *Keys
	Log       *slog.Logger
	Demo      bool  // pages say that the data are invented
	App       fs.FS // files of the tablet app; nil: those in the program
	PublicURL string
	TLS       *TLS // nil: plain http, or TLS ends elsewhere
	Version   string
	Clock     func() time.Time // nil: time.Now
	Zone      *time.Location   // of dates on pages; nil: Vietnam
	Lists     jobs.Lists       // makes the scoped lists after the register changed; nil: never
	// Approved is called after an approval: it may author the register's change. nil: nothing.
	Approved func(ctx context.Context, ws, record wire.ID) error
}

// Server is the handler of everything, with its background work.
type Server struct {
	Config
	engine   *gin.Engine
	handler  http.Handler
	sessions *auth.Sessions
	admin    *admin.Admin
	api      *api.API
	blobs    *api.Blobs
	jobs     *jobs.Runner
}

// New makes the server and starts its background work; Close ends it.
func New(cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.App == nil {
		cfg.App = web.Files()
	}
	if cfg.Version == "" {
		cfg.Version = "dev"
	}
	if cfg.Workspace.IsZero() {
		all, err := cfg.Store.Workspaces(context.Background())
		if err != nil {
			return nil, err
		}
		if len(all) != 1 {
			return nil, schema.Invalid("workspace", "Dữ liệu phải có đúng một đơn vị. Chạy sothon demo, hoặc tạo đơn vị trước.",
				"The data must hold exactly one workspace. Run sothon demo, or make one first.")
		}
		cfg.Workspace = all[0].ID
	}
	s := &Server{Config: cfg}
	var err error
	if s.blobs, err = api.OpenBlobs(filepath.Join(cfg.Data, "blobs")); err != nil {
		return nil, err
	}
	eval := jobs.NewEvaluator(cfg.Store, cfg.Workspace)
	classes := jobs.NewClassifier(cfg.Store, cfg.Workspace)
	s.sessions = auth.NewSessions(cfg.Store.Sessions(cfg.Workspace), s.sessionFailed)
	touched := func([]wire.ID) { s.jobs.Wake() }
	people := func() { s.jobs.RegisterChanged() }
	var ca []byte
	if cfg.TLS != nil {
		ca = cfg.TLS.CA
	}
	pins := &api.PinDesk{Clock: cfg.Clock}
	openPin := func(c *gin.Context, body []byte, sig string) (*api.PinRequest, error) {
		return s.api.OpenPinRequest(c, body, sig)
	}
	if s.admin, err = admin.New(admin.Config{Store: cfg.Store, Workspace: cfg.Workspace, Eval: eval, Classes: classes, Blobs: s.blobs, Sessions: s.sessions,
		Clock: cfg.Clock, Log: cfg.Log, Zone: cfg.Zone, Demo: cfg.Demo, Version: cfg.Version, PublicURL: cfg.PublicURL, CA: ca,
		Touched: touched, Approved: s.approved, PeopleChanged: people, RegisterChanged: people, Pins: pins, OpenPin: openPin}); err != nil {
		_ = s.blobs.Close()
		return nil, err
	}
	s.api = api.New(api.Config{Store: cfg.Store, Workspace: cfg.Workspace, Keys: cfg.Keys, Blobs: s.blobs, Clock: cfg.Clock, Log: cfg.Log,
		Touched: touched, Enrolled: people, Pins: pins})
	s.build()
	s.jobs = jobs.Start(eval, cfg.Lists, func(ctx context.Context, records []wire.ID) error {
		return errors.Join(export.Keep(ctx, eval, records), jobs.KeepLoans(ctx, eval, records))
	}, cfg.Clock, cfg.Log)
	s.jobs.Classify(classes)
	s.jobs.RegisterChanged() // users may have been made while no server ran
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends the background work. The store is the caller's to close.
func (s *Server) Close() error {
	s.jobs.Close()
	return s.blobs.Close()
}

// Flush waits until every record is evaluated: for tests and for the end of an import.
func (s *Server) Flush(ctx context.Context) error { return s.jobs.Flush(ctx) }

// approved lets the register follow an approval; a failure is logged, the approval stands.
func (s *Server) approved(record wire.ID) {
	if s.Config.Approved == nil {
		return
	}
	if err := s.Config.Approved(context.Background(), s.Workspace, record); err != nil {
		s.Log.Error("register after approval", "record", record, "err", err)
	}
	s.jobs.RegisterChanged()
}

// build puts the routes of the table into the engine, and the middleware of net/http shape around it.
func (s *Server) build() {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	_ = e.SetTrustedProxies(nil) // nil is always valid
	e.HandleMethodNotAllowed = false
	e.RedirectTrailingSlash, e.RedirectFixedPath = false, false
	e.MaxMultipartMemory = 1 << 20
	e.Use(s.record, s.recover, s.headers, s.person)
	for _, r := range s.Routes() {
		e.Handle(r.Method, r.Path, s.chain(r)...)
	}
	e.NoRoute(s.admin.NotFound)
	s.engine = e
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Yêu cầu đến từ trang khác, không được nhận. / The request comes from another site and is refused.", http.StatusForbidden)
	}))
	pages := cross.Handler(s.sessions.Wrap(e))
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sessionless(r.URL.Path) {
			e.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}
