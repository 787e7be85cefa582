package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// OrderWipe orders a device to erase everything it holds once it has sent what it can, and revokes it when it is not
// revoked yet. The order travels in its next sync under the owner's signature. Ordered again while one waits, nothing
// changes. docs/sync.md §1.6.
func (s *Store) OrderWipe(ctx context.Context, ws, writer, by wire.ID, reason string) error {
	reason = schema.Clean(reason)
	if reason == "" {
		return schema.Invalid("reason", "Nhờ ghi lý do xoá dữ liệu trên máy.", "Write why the device is wiped.")
	}
	if len(reason) > 1000 {
		return schema.Invalid("reason", "Lý do dài quá.", "The reason is too long.")
	}
	x, err := s.newID()
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		d, err := deviceOf(ctx, t, ws, writer)
		if err != nil {
			return err
		}
		if err := t.revoke(ctx, ws, &d, by, reason); err != nil {
			return err
		}
		waits, err := one(ctx, t, `SELECT 1
			FROM wipe
			WHERE ws = $1 AND writer = $2 AND cancelled = 0 AND received = 0`, args(ws[:], writer[:]), new(int64))
		if err != nil || waits {
			return err
		}
		order := wire.EncodeWipeOrder(&wire.WipeOrder{Workspace: ws, Writer: writer, ID: x, At: ms(t.at), Reason: reason})
		sig, err := s.Sign(wire.WipeMessage(order))
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO wipe (ws, order_, writer, at, by_, reason, bytes, sig, cancelled, received, told,
				unsent, blobs, receipt, proof)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, $9, $9)`,
			ws[:], x[:], writer[:], ms(t.at), by[:], reason, order, sig, []byte{}); err != nil {
			return err
		}
		return t.audit(ws, by, "device.wipe", writer.String(), "")
	})
}

// CancelWipe takes back an order that has no receipt yet. A device that has read it already goes on: its receipt is
// stored all the same. The device stays revoked.
func (s *Store) CancelWipe(ctx context.Context, ws, writer, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE wipe
			SET cancelled = $1
			WHERE ws = $2 AND writer = $3 AND cancelled = 0 AND received = 0`, ms(t.at), ws[:], writer[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return schema.Conflict("writer", "Máy này không có lệnh xoá nào đang chờ.", "No order to wipe waits for this device.")
		}
		return t.audit(ws, by, "device.wipe.cancel", writer.String(), "")
	})
}

// WipeOrder gives the order that waits for a device; nil: none.
func (s *Store) WipeOrder(ctx context.Context, ws, writer wire.ID) (*wire.SignedWipe, error) {
	w := &wire.SignedWipe{}
	found, err := one(ctx, pool{s}, `SELECT bytes, sig
		FROM wipe
		WHERE ws = $1 AND writer = $2 AND cancelled = 0 AND received = 0
		ORDER BY at
		LIMIT 1`, args(ws[:], writer[:]), &w.Order, &w.Sig)
	if err != nil || !found {
		return nil, err
	}
	return w, nil
}

// Wiped stores a device's receipt: body is wire.EncodeWipeReceipt, sig its key's signature. The same receipt again
// changes nothing; one that the device's key did not sign, or that names no order to this device, is refused.
func (s *Store) Wiped(ctx context.Context, ws wire.ID, body, sig []byte) (wire.ID, error) {
	r, err := wire.DecodeWipeReceipt(body)
	if err != nil {
		return wire.ID{}, err
	}
	pub, err := s.pubOf(ctx, pool{s}, ws, r.Writer)
	if err != nil {
		return r.Writer, err
	}
	verify, ok := Verifier(pub)
	if _, own := s.epoch(r.Writer); !ok || own || r.Workspace != ws || !verify(wire.WipedMessage(wire.Sum(body)), sig) {
		return r.Writer, &schema.Error{Code: schema.CodeUnauthorized, Field: "signature", Vi: "Biên nhận xoá máy không có chữ ký đúng.",
			En: "The device's key did not sign this receipt."}
	}
	return r.Writer, s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE wipe
			SET received = $1, told = $2, unsent = $3, blobs = $4, receipt = $5, proof = $6
			WHERE ws = $7 AND order_ = $8 AND writer = $9 AND received = 0`,
			ms(t.at), r.At, int64(r.Unsent&(1<<62-1)), int64(r.Blobs&(1<<62-1)), body, sig, ws[:], r.Order[:], r.Writer[:])
		if err != nil {
			return err
		}
		if n == 0 {
			found, err := one(ctx, t, `SELECT 1
				FROM wipe
				WHERE ws = $1 AND order_ = $2 AND writer = $3`, args(ws[:], r.Order[:], r.Writer[:]), new(int64))
			if err == nil && !found {
				err = schema.NotFound("Không có lệnh xoá này.", "There is no such order.")
			}
			return err
		}
		return t.audit(ws, wire.ID{}, "device.wiped", r.Writer.String(), "")
	})
}

// wipesOf gives, by writer, the order that stands: one with a receipt, else the one that waits.
func wipesOf(ctx context.Context, on querier, ws wire.ID) (map[wire.ID]*schema.Wipe, error) {
	out := map[wire.ID]*schema.Wipe{}
	err := each(ctx, on, `SELECT writer, order_, at, by_, reason, received, told, unsent, blobs
		FROM wipe
		WHERE ws = $1 AND (cancelled = 0 OR received > 0)
		ORDER BY received, at
		LIMIT 10000`, args(ws[:]), func(r *sql.Rows) error {
		var w schema.Wipe
		var writer wire.ID
		var ordered, received, told, unsent, blobs int64
		if err := r.Scan((*id)(&writer), (*id)(&w.Order), &ordered, (*id)(&w.By), &w.Reason, &received, &told, &unsent, &blobs); err != nil {
			return err
		}
		w.Ordered, w.Received, w.Told, w.Unsent, w.Blobs = at(ordered), at(received), at(told), uint64(unsent), uint64(blobs)
		out[writer] = &w
		return nil
	})
	return out, err
}
