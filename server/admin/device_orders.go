package admin

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

type devicePerson struct {
	schema.User
	Here bool // may work on the device
}

// devicePeople lists who may be let work on a device, those who may now first.
func (a *Admin) devicePeople(ctx context.Context, d schema.Device) ([]devicePerson, error) {
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	var out []devicePerson
	for _, u := range users {
		here := slices.Contains(d.Users, u.ID)
		if here || u.Active && schema.Can(u.Role, schema.PermAnswer) {
			out = append(out, devicePerson{u, here})
		}
	}
	at := func(p devicePerson) int {
		if k := slices.Index(d.Users, p.ID); k >= 0 {
			return k
		}
		return len(d.Users)
	}
	slices.SortStableFunc(out, func(x, y devicePerson) int { return at(x) - at(y) })
	return out, nil
}

// ShareDevice says who may work on a device. The one it belongs to stays the first when still chosen.
func (a *Admin) ShareDevice(c *gin.Context) {
	d, ok := a.pinDevice(c)
	if !ok {
		return
	}
	var users []wire.ID
	for _, text := range c.PostFormArray("user") {
		u, err := wire.ParseID(text)
		if err != nil {
			a.NotFound(c)
			return
		}
		users = append(users, u)
	}
	if k := slices.Index(users, d.User); k > 0 {
		users = slices.Insert(slices.Delete(users, k, k+1), 0, d.User)
	}
	if err := a.Store.SetDeviceUsers(c.Request.Context(), a.Workspace, d.Writer, users, UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.back(c, "/devices/"+d.Writer.String()+"/pin", "flash.device_users")
}

// WipeDevice orders a device to erase itself at its next contact, and revokes it.
func (a *Admin) WipeDevice(c *gin.Context) {
	d, ok := a.readDevice(c)
	if !ok {
		return
	}
	reason := said(c, "reason")
	if reason == "" {
		a.Fail(c, schema.Invalid("reason", "Nhờ ghi lý do xoá máy.", "Write why the device is wiped."))
		return
	}
	if err := a.Store.OrderWipe(c.Request.Context(), a.Workspace, d.Writer, UserOf(c).ID, reason); err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.Log.Info("device to be wiped", "writer", d.Writer, "user", UserOf(c).ID)
	a.back(c, "/devices/"+d.Writer.String(), "flash.wipe")
}
