package api

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Keys is what the API needs of the server's keys.
type Keys interface {
	Public() []byte
	Sign(msg []byte) ([]byte, error)
	NonceSecret() []byte
	Recovery() string
}

// Config is what the API works with.
type Config struct {
	Store     *store.Store
	Workspace wire.ID
	Keys      Keys
	Blobs     *Blobs
	Clock     func() time.Time
	Log       *slog.Logger
	// Pins holds what tablets with a forgotten PIN ask for.
	Pins *PinDesk
	// Touched is told, after the commit, which records may have changed.
	Touched func([]wire.ID)
	// Enrolled is told when a device has been enrolled.
	Enrolled func()
}

// API holds the handlers of /api/v1.
type API struct {
	Config
	nonces  Nonces
	sending chan struct{}
	busy    chan struct{}
	lookMu  sync.Mutex
	looked  map[wire.ID]time.Time // when a device's photos were last held against what is here
}

// maxBusy is how many sync requests are worked on at once; each may hold 16 MiB. maxSending is how many may be on their
// way here; each may hold 5 MiB of what has come.
const (
	maxBusy    = 16
	maxSending = 64
)

// New makes the handlers.
func New(cfg Config) *API {
	if cfg.Touched == nil {
		cfg.Touched = func([]wire.ID) {}
	}
	if cfg.Enrolled == nil {
		cfg.Enrolled = func() {}
	}
	return &API{Config: cfg, nonces: Nonces{Secret: cfg.Keys.NonceSecret(), Clock: cfg.Clock}, sending: make(chan struct{}, maxSending), busy: make(chan struct{}, maxBusy),
		looked: map[wire.ID]time.Time{}}
}

// Health answers 200 when the database answers, and says "read-only" when the disk is full.
func (a *API) Health(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	if err := a.Store.Ping(c.Request.Context()); err != nil {
		a.Log.Error("health", "err", err)
		c.String(503, "database\n")
		return
	}
	if a.Store.ReadOnly() {
		c.String(507, "read-only\n")
		return
	}
	c.String(200, "ok\n")
}

// areas gives the areas that a writer's grants in force cover at a time.
func (a *API) areas(ctx context.Context, writer wire.ID, now time.Time) ([]wire.ID, error) {
	return a.granted(ctx, writer, now, 0, &wire.SyncReply{})
}

// granted is areas, and tells in a reply what happened to the writer's grants after a place in the feed.
func (a *API) granted(ctx context.Context, writer wire.ID, now time.Time, after uint64, reply *wire.SyncReply) ([]wire.ID, error) {
	grants, err := a.Store.Grants(ctx, a.Workspace, writer)
	if err != nil {
		return nil, err
	}
	var areas, inForce []wire.ID
	changed := false
	for i := range grants {
		g := &grants[i]
		changed = changed || g.Srv > after || g.EndedSrv > after
		if !g.Ended.IsZero() && !g.Ended.After(now) || g.To != 0 && g.To <= uint64(now.UnixMilli()) {
			continue
		}
		if g.Srv > after {
			reply.Grants = append(reply.Grants, wire.SignedGrant{Grant: wire.GrantValue(g.Grant), Sig: g.Sig})
		}
		inForce = append(inForce, g.ID)
		areas = append(areas, g.Areas...)
	}
	if changed {
		reply.InForce = append([]wire.ID{}, inForce...)
	}
	return sortIDs(areas), nil
}
