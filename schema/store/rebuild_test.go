package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

func TestRebuild_EverythingFollowsFromTheLog(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		for i := range 6 {
			h := c.header(fmt.Sprint(i%4), c.areas[0])
			if i == 3 {
				h.Grant = nameID("none")
			}
			a.save(h, set(nodeHead, fmt.Sprint(i)), finish())
		}
		p := a.push(1)
		b := a.fork()
		b.items, b.heads = b.items[:4], b.heads[:5]
		b.save(c.header("1", c.areas[0]), set(nodeHead, "fork"))
		b.push(1)
		ok(t, c.s.Admit(ctx, c.ws, c.reviewer.ID, p.Held[0]))
		_, err := c.decide(c.get("0"), wire.KindApprove, "")
		ok(t, err)
		want, srv := c.states()
		n, bad, err := c.s.RebuildRecords(ctx, c.ws)
		ok(t, err)
		equal(t, "records", n, 4)
		equal(t, "differed", bad, 0)

		ok(t, c.s.write(ctx, func(tx *tx) error {
			rec := c.record("0")
			for _, q := range []string{`UPDATE record SET conflicts = 9, state = 'draft' WHERE record = $1`, `UPDATE change SET status = 1 WHERE record = $1`} {
				if err := tx.exec(q, rec[:]); err != nil {
					return err
				}
			}
			rec = c.record("1")
			return tx.exec(`DELETE FROM record WHERE record = $1`, rec[:])
		}))
		n, bad, err = c.s.RebuildRecords(ctx, c.ws)
		ok(t, err)
		equal(t, "records", n, 4)
		equal(t, "differed", bad, 2)
		got, srv2 := c.states()
		equal(t, "srv", srv2, srv)
		for k, h := range want {
			equal(t, "state", got[k], h)
		}
	})
}
