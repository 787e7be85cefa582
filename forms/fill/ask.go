package fill

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
)

// shownChoices is how many choices are listed; of a longer list names can be typed.
const shownChoices = 60

// ask shows a place and reads a line; false at the end of the input.
func (w *walk) ask(here stop) (string, bool) {
	n := &w.f.Nodes[here.ref.Node]
	st, _ := w.s.State(here.ref)
	w.out.say("\n%s", w.where(here))
	if here.repeat {
		w.out.say("%s: + để thêm một dòng, Enter để thôi / + adds one, Enter goes on\n> ", or(st.Label, n.Name))
		return w.line()
	}
	w.out.say("%s%s\n", or(st.Label, n.Name), map[bool]string{true: " *"}[st.Required])
	if st.Hint != "" {
		w.out.say("  (%s)\n", st.Hint)
	}
	for i, c := range st.Choices {
		if i == shownChoices {
			w.out.say("  … %d nữa, gõ mã / more, type the name\n", len(st.Choices)-i)
			break
		}
		mark := " "
		if chosen(n, st.Value, c.Value) {
			mark = "•"
		}
		w.out.say("  %s %d. %s\n", mark, i+1, or(c.Label, c.Value))
	}
	switch {
	case n.Kind == forms.KindNote || st.ReadOnly:
	case st.Value != "":
		w.out.say("  [%s]%s\n", st.Value, map[bool]string{true: " điền sẵn / pre-filled"}[st.Seed])
	}
	w.out.say("> ")
	return w.line()
}

func (w *walk) line() (string, bool) {
	if !w.in.Scan() {
		w.out.say("\n")
		return "", false
	}
	return strings.TrimSpace(w.in.Text()), true
}

func chosen(n *forms.Node, value, choice string) bool {
	if n.Control == "select_one" {
		return value == choice
	}
	for _, v := range strings.Fields(value) {
		if v == choice {
			return true
		}
	}
	return false
}

// where names the groups and rows around a place.
func (w *walk) where(here stop) string {
	e := w.s.Tree().Find(instance.RowID(here.ref.Row), here.ref.Node)
	if here.repeat {
		e = w.s.Tree().Find(instance.RowID(here.ref.Row), w.f.Nodes[here.ref.Node].Parent)
	}
	var parts []string
	for ; e != nil && e.Up != nil; e = e.Up {
		n := &w.f.Nodes[e.Node]
		if n.Kind != forms.KindGroup && n.Kind != forms.KindRepeat {
			continue
		}
		st, _ := w.s.State(engine.Ref{Row: engine.RowID(e.RowOf()), Node: e.Node})
		label := or(st.Label, n.Name)
		if e.IsRow() {
			label = fmt.Sprintf("%s %d", label, e.Index+1)
		}
		parts = append([]string{label}, parts...)
	}
	if len(parts) == 0 {
		return ""
	}
	return "[" + strings.Join(parts, " › ") + "] "
}

// value turns what was typed into a value: numbers of choices into their names, a Vietnamese date into an ISO date.
func (w *walk) value(ref engine.Ref, typed string) (string, error) {
	n := &w.f.Nodes[ref.Node]
	switch {
	case typed == "":
		return "", nil
	case n.Control == "acknowledge":
		return "OK", nil
	case n.Control == "select_one" || n.Control == "select_multiple" || n.Control == "rank":
		st, _ := w.s.State(ref)
		words := []string{typed}
		if n.Control != "select_one" {
			words = strings.Fields(strings.ReplaceAll(typed, ",", " "))
		}
		for i, word := range words {
			named := false
			for _, c := range st.Choices {
				named = named || c.Value == word
			}
			if k, err := strconv.Atoi(word); !named && err == nil {
				if k < 1 || k > len(st.Choices) {
					return "", fmt.Errorf("không có lựa chọn số %d / there is no choice %d", k, k)
				}
				words[i] = st.Choices[k-1].Value
			}
		}
		return strings.Join(words, " "), nil
	case n.Type == "date":
		if p := strings.Split(typed, "/"); len(p) == 3 {
			return p[2] + "-" + p[1] + "-" + p[0], nil
		}
	}
	return typed, nil
}
