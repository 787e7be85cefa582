package export

import (
	"context"
	"encoding/binary"
	"errors"
	"strconv"

	"github.com/sothon/sothon/sync/wire"
)

// A record packed: what an export writes of it, kept beside the record so that an export need not open it in the engine.
// Values are canonical, with the number of their node; words for codes, columns and headings are found when it is
// written. Layout: head, then rows, the form's own first.
//
//	head  version, form version, 8 bytes of its hash, flags, time and maker of the approval, collector, case, round, lists
//	row   node of the repeat + 1 (1: the form's own), row id and id of the row above (not the form's own), cells, 0
//	cell  (node + 1) << 2 | how, length, text [, length, label]
//	end   0
const packedVersion = 1

// How a cell was packed.
const (
	cellPlain    = 0 // a canonical value
	cellLabelled = 1 // a value and its label, where only the engine knows the choices
	cellVerbatim = 2 // already as it is written
)

// packedHead is what is said about the record itself.
type packedHead struct {
	formVersion uint64
	formHash    [8]byte
	approved    bool
	at          uint64 // device time of the approval, ms
	by, user    wire.ID
	caseID      wire.ID
	round       wire.ID
	lists       []wire.ListRef
}

func (h *packedHead) append(b []byte) []byte {
	b = append(b, packedVersion)
	b = binary.AppendUvarint(b, h.formVersion)
	b = append(b, h.formHash[:]...)
	if h.approved {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = binary.AppendUvarint(b, h.at)
	for _, id := range [4]wire.ID{h.by, h.user, h.caseID, h.round} {
		b = append(b, id[:]...)
	}
	b = binary.AppendUvarint(b, uint64(len(h.lists)))
	for i := range h.lists {
		b = binary.AppendUvarint(b, h.lists[i].Number)
		b = append(b, h.lists[i].Hash[:]...)
	}
	return b
}

// packer collects the rows of one record; rows of a repeat come while the row above is still being filled.
type packer struct{ rows [][]byte }

// row begins a row of a repeat, or with node 0 the form's own, and gives its number.
func (p *packer) row(node int, id, up wire.ID) int {
	b := binary.AppendUvarint(nil, uint64(node)+1)
	if node > 0 {
		b = append(append(b, id[:]...), up[:]...)
	}
	p.rows = append(p.rows, b)
	return len(p.rows) - 1
}

func (p *packer) cell(row, node, how int, texts ...string) {
	b := binary.AppendUvarint(p.rows[row], uint64(node+1)<<2|uint64(how))
	for _, s := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	p.rows[row] = b
}

func (p *packer) bytes(h *packedHead) []byte {
	b := h.append(nil)
	for _, r := range p.rows {
		b = append(append(b, r...), 0)
	}
	return append(b, 0)
}

var errPacked = errors.New("packed rows can not be read")

// unpacker reads packed rows from one string: its texts share it.
type unpacker struct {
	s   string
	bad bool
}

func (u *unpacker) uint() uint64 {
	var v uint64
	for i := 0; i < len(u.s) && i < 10; i++ {
		v |= uint64(u.s[i]&0x7f) << (7 * i)
		if u.s[i] < 0x80 {
			u.s = u.s[i+1:]
			return v
		}
	}
	u.bad, u.s = true, ""
	return 0
}

func (u *unpacker) take(n uint64) string {
	if n > uint64(len(u.s)) {
		u.bad, u.s = true, ""
		return ""
	}
	out := u.s[:n]
	u.s = u.s[n:]
	return out
}

func (u *unpacker) text() string { return u.take(u.uint()) }

func (u *unpacker) id() (id wire.ID) {
	copy(id[:], u.take(uint64(len(id))))
	return id
}

func (u *unpacker) head() (h packedHead, err error) {
	if v := u.take(1); v != string(rune(packedVersion)) {
		return h, errPacked
	}
	h.formVersion = u.uint()
	copy(h.formHash[:], u.take(8))
	h.approved = u.take(1) == "\x01"
	h.at = u.uint()
	h.by, h.user, h.caseID, h.round = u.id(), u.id(), u.id(), u.id()
	n := u.uint()
	for range n {
		ref := wire.ListRef{Number: u.uint()}
		copy(ref.Hash[:], u.take(uint64(len(ref.Hash))))
		if u.bad {
			break
		}
		h.lists = append(h.lists, ref)
	}
	if u.bad {
		return h, errPacked
	}
	return h, nil
}

// unpack makes the rows of a record for the tables, or only one of them, "" where a cell is empty.
func (s *Set) unpack(ctx context.Context, it *item, data string, only int) (output, error) {
	u := &unpacker{s: data}
	h, err := u.head()
	if err != nil {
		return nil, err
	}
	form := s.versions[versionKey{h.formVersion, h.formHash}]
	if form == nil {
		return nil, errNewVersion
	}
	w := &worder{ctx: ctx, s: s, form: form, refs: h.lists}
	out := make(output, len(s.tables))
	record := it.record.UUID()
	for {
		node := u.uint()
		if node == 0 || u.bad {
			break
		}
		node--
		if node >= uint64(len(form.at)) {
			return nil, errPacked
		}
		table := 0
		if node > 0 {
			table = form.at[node].table
		}
		if table < 0 {
			return nil, errPacked
		}
		var row []string
		if only == everyTable || only == table {
			row = make([]string, len(s.tables[table].heads))
			out[table] = append(out[table], row)
		}
		var id, up wire.ID
		if node > 0 {
			id, up = u.id(), u.id()
		}
		switch {
		case row == nil:
		case node == 0:
			s.fillMain(row, it, record, &h)
		default:
			row[0], row[1], row[2] = record, id.UUID(), strconv.Itoa(len(out[table]))
			if !up.IsZero() {
				row[3] = up.UUID()
			}
		}
		if err := w.cells(u, row, table); err != nil {
			return nil, err
		}
	}
	if u.bad || u.s != "" {
		return nil, errPacked
	}
	return out, nil
}
