package seed

import (
	"time"

	"github.com/sothon/sothon/forms/engine"
)

// zone is the commune's time, minutes east of UTC.
const zone = 7 * 60

// visitEnv is what a tablet tells the engine when it opens the household at a time in a round.
func visitEnv(c *Commune, r *Round, h *Household, at time.Time) engine.Env {
	return engine.Env{Now: at.UnixMilli(), Zone: zone, User: "Người thu thập" + sample, Device: "demo", Property: map[string]string{
		"st:case": h.ID.UUID(), "st:round": r.ID.UUID(), "st:round_label": r.Label,
		"st:area": c.Areas[h.Area].ID.UUID(), "st:area_label": c.Areas[h.Area].Label, "username": "Người thu thập" + sample,
	}}
}
