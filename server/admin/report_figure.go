package admin

import (
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// figureRows lists households by their ids, in the areas of the person, in the order given.
func (a *Admin) figureRows(c *gin.Context, cases []wire.ID) ([]householdRow, error) {
	n, err := a.names(c.Request.Context())
	if err != nil {
		return nil, err
	}
	var out []householdRow
	for part := range slices.Chunk(cases, 200) {
		rows, _, err := a.Store.Households(c.Request.Context(), a.Workspace, store.HouseholdQuery{Scope: UserOf(c).Scope(), State: store.HouseholdsAll, Cases: part, Limit: len(part)})
		if err != nil {
			return nil, err
		}
		for _, h := range rows {
			out = append(out, householdRow{Household: h, Href: "/households/" + h.Case.String(), AreaName: n.area(h.Area)})
		}
	}
	slices.SortStableFunc(out, func(x, y householdRow) int { return slices.Index(cases, x.Case) - slices.Index(cases, y.Case) })
	return out, nil
}
