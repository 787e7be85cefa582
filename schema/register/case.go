package register

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Case is one household of the register. Values are by the names of the form's questions, in canonical text; a name that
// is absent was never entered.
type Case struct {
	ID      wire.ID
	Area    wire.ID
	Values  map[string]string
	Members []Row
	Loans   []Row
}

// State says where the household stands: one of the State… codes.
func (c *Case) State() string { return c.Values["trang_thai"] }

// Row is a person or a loan.
type Row struct {
	ID     wire.ID
	Values map[string]string
}

// Header gives the header of a change about the case, under a version of Form.
func Header(c *Case, version uint64) wire.Header {
	h := Form().Hash()
	return wire.Header{
		Record: wire.RecordID(c.ID, wire.ID{}, FormID), Case: c.ID, Area: c.Area,
		FormID: FormID, FormVersion: version, FormHash: wire.Hash(h).Short(),
	}
}

// Change makes the change that enters a case which the register does not have yet. Seq, grant, salt and time are the
// store's (store.Author). version is the number under which Form is published.
func Change(c *Case, version uint64) *wire.Change {
	f := Form()
	ch := &wire.Change{Header: Header(c, version)}
	fields := func(parent int, row uint32, values map[string]string) {
		for _, n := range f.Children(parent) {
			if v := values[f.Nodes[n].Name]; v != "" && f.Nodes[n].Kind == forms.KindQuestion {
				ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindSet, Row: row, Node: uint32(n), Value: wire.TextValue(v)})
			}
		}
	}
	fields(0, 0, c.Values)
	for _, part := range []struct {
		path string
		rows []Row
	}{{Members, c.Members}, {Loans, c.Loans}} {
		repeat, _ := f.NodeByPath(part.path)
		for _, r := range part.rows {
			ch.Rows = append(ch.Rows, wire.Row{ID: r.ID})
			ref := uint32(len(ch.Rows))
			ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindAdd, Row: ref, Node: uint32(repeat), Value: wire.NullValue()})
			fields(repeat, ref, r.Values)
		}
	}
	return ch
}

// Read gives the case that a merged record of the register holds. Of a register in conflict the first value in the
// record's fixed order stands.
func Read(rec *merge.Record) *Case {
	c := &Case{ID: rec.Case, Area: rec.Area, Values: map[string]string{}}
	rows := map[wire.ID]map[string]string{}
	for _, r := range rec.Rows {
		if r.Gone {
			continue
		}
		values := map[string]string{}
		rows[r.ID] = values
		switch strings.TrimPrefix(r.Path, "/") {
		case Members:
			c.Members = append(c.Members, Row{r.ID, values})
		case Loans:
			c.Loans = append(c.Loans, Row{r.ID, values})
		}
	}
	for _, g := range rec.Registers {
		into := c.Values
		if !g.Row.IsZero() {
			into = rows[g.Row]
		}
		if text, ok := g.Values[0].Value.Text(); ok && into != nil {
			into[g.Path[strings.LastIndexByte(g.Path, '/')+1:]] = text
		}
	}
	return c
}
