package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// layout names how the tables and lists are made of the records: when it changes they are made again.
var layout = func() string {
	h := sha256.New()
	for _, part := range [][]string{{"1"}, householdColumns, memberColumns, loanColumns} {
		h.Write([]byte(strings.Join(part, ",") + ";"))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}()

// CatchUp lets the register's tables follow its records. It reads only what changed since the last time.
func CatchUp(ctx context.Context, s *store.Store, ws wire.ID) error {
	for {
		rows, from, to, err := s.RegisterBehind(ctx, ws, FormID, layout)
		if err != nil || len(rows) == 0 {
			return err
		}
		list := make([]schema.Household, 0, len(rows))
		for i := range rows {
			v, err := s.View(ctx, ws, rows[i].ID)
			if err != nil {
				return err
			}
			h, err := household(ctx, s, ws, &v)
			if err != nil {
				return err
			}
			h.Srv = rows[i].UpdatedSrv
			list = append(list, h)
		}
		if err := s.PutHouseholds(ctx, ws, layout, from, to, list); err != nil {
			return err
		}
	}
}

// Rebuild makes the register's tables again from its records.
func Rebuild(ctx context.Context, s *store.Store, ws wire.ID) error {
	if err := s.PutHouseholds(ctx, ws, "", 0, 0, nil); err != nil {
		return err
	}
	return CatchUp(ctx, s, ws)
}

// formsOf gives the form of a change from the store.
func formsOf(ctx context.Context, s *store.Store, ws wire.ID) FormOf {
	return func(h *wire.Header) (*forms.Form, error) {
		f, err := s.CompiledForm(ctx, ws, h.FormID, h.FormVersion, h.FormHash)
		if err == nil && f == nil {
			err = schema.NotFound("Không có bản biểu mẫu này.", "There is no such form version.")
		}
		return f, err
	}
}

// HistoryOf gives the history of a case as History does.
func HistoryOf(ctx context.Context, s *store.Store, ws wire.ID, v *store.Merged) ([]Entry, error) {
	return History(v.Record, v.Inputs, formsOf(ctx, s, ws))
}

// Lives says whether a person of a household lives in it: not one who, by an approved record, moved away or died.
func Lives(m *Row) bool { r := m.Values["m_cutru"]; return r != "5" && r != "6" }

func household(ctx context.Context, s *store.Store, ws wire.ID, v *store.Merged) (schema.Household, error) {
	history, err := HistoryOf(ctx, s, ws, v)
	if err != nil {
		return schema.Household{}, err
	}
	c := Read(v.Record)
	h := schema.Household{Case: c.ID, Area: v.Record.Area, Code: c.Values["ma"], Head: c.Values["chu_ho"], Phone: c.Values["dien_thoai"],
		Lane: c.Values["dia_chi"], Class: c.Values["phanloai"], State: c.Values["trang_thai"], Loans: len(c.Loans)}
	if v.Record.Deleted {
		h.State = StateRemoved
		c.Values["trang_thai"] = StateRemoved
	}
	if to, err := wire.ParseID(c.Values["den_ho"]); err == nil {
		h.To = to
	}
	if h.Body, err = json.Marshal(c); err != nil {
		return h, err
	}
	words := []string{h.Code, h.Head, h.Phone, h.Lane}
	for i := range c.Members {
		m := &c.Members[i]
		if Lives(m) {
			h.People++
		}
		words = append(words, m.Values["m_ten"], m.Values["m_cccd"])
	}
	h.Search = schema.Fold(strings.Join(words, " "))
	if len(history) > 0 {
		h.Since = history[0].Day
	}
	people := everyone(v.Record)
	for _, stay := range StaysOf(history) {
		p := people[stay.Person]
		h.Stays = append(h.Stays, schema.HouseholdStay{Person: stay.Person, Case: c.ID, From: stay.From, To: stay.To,
			Name: p["m_ten"], Key: schema.Fold(p["m_ten"]), Birth: p["m_ngaysinh"], Card: p["m_cccd"]})
	}
	for _, k := range ClassesOf(history) {
		h.Classes = append(h.Classes, schema.HouseholdClass{Day: k.Day, Class: k.Class})
	}
	for _, e := range history {
		h.Events = append(h.Events, schema.HouseholdEvent{Event: e.ID, Case: c.ID, Day: e.Day, Kind: string(e.Kind), Source: e.Source,
			Undone: undone(history, e.ID), Dot: e.Dot})
	}
	return h, nil
}

// StateRemoved is the state in the tables of a household whose record was deleted.
const StateRemoved = "huy"

// everyone gives the values of every person who was ever in the household, by row.
func everyone(rec *merge.Record) map[wire.ID]map[string]string {
	out := map[wire.ID]map[string]string{}
	for i := range rec.Registers {
		g := &rec.Registers[i]
		name, ok := strings.CutPrefix(g.Path, "/"+Members+"/")
		if !ok {
			continue
		}
		if out[g.Row] == nil {
			out[g.Row] = map[string]string{}
		}
		if text, ok := g.Values[0].Value.Text(); ok {
			out[g.Row][name] = text
		}
	}
	return out
}

// Everyone gives every person who was ever in the household, those who left too.
func Everyone(rec *merge.Record) []Row {
	values := everyone(rec)
	var out []Row
	for i := range rec.Rows {
		if strings.TrimPrefix(rec.Rows[i].Path, "/") == Members {
			out = append(out, Row{rec.Rows[i].ID, values[rec.Rows[i].ID]})
		}
	}
	return out
}
