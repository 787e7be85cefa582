package admin

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// names turns ids into what people read.
type names struct {
	users    map[wire.ID]string
	areas    map[wire.ID]string
	devices  map[wire.ID]schema.Device
	areaList []schema.Area
}

func (a *Admin) names(ctx context.Context) (*names, error) {
	n := &names{users: map[wire.ID]string{}, areas: map[wire.ID]string{}, devices: map[wire.ID]schema.Device{}}
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		n.users[u.ID] = u.Name
	}
	if n.areaList, err = a.Store.Areas(ctx, a.Workspace); err != nil {
		return nil, err
	}
	for _, x := range n.areaList {
		n.areas[x.ID] = x.Label
	}
	devices, err := a.Store.Devices(ctx, a.Workspace)
	for _, d := range devices {
		n.devices[d.Writer] = d
	}
	return n, err
}

func (n *names) user(id wire.ID) string { return n.users[id] }
func (n *names) area(id wire.ID) string { return n.areas[id] }

// device is what a person calls the tablet, or the office for the server's own writer.
func (n *names) device(v View, w wire.ID) string {
	d, ok := n.devices[w]
	switch {
	case !ok || d.Owner:
		return v.T("device.office")
	case d.Name == "":
		return v.T("device.unnamed", w.String()[:6])
	}
	return d.Name
}
