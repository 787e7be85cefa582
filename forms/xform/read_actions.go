package xform

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xmldoc"
)

// setvalue is one action for one event.
type setvalue struct {
	event  string // of forms.Action
	on     int    // node of the control around it, -1 in the model
	target int    // node, -1 when only the path says what is set
	ref    string
	value  string
}

// actions reads the setvalues that stand below an element; at is the node of the control, -1 in the model.
func (r *reader) actions(n *xmldoc.Node, at int) {
	for _, a := range n.Elements() {
		if a.Local() != "setvalue" {
			continue
		}
		from := "/" + r.f.Root
		if at > 0 {
			from = r.f.XPathOf(at)
		}
		ref := absolute(a.Attr("ref"), from)
		target, ok := r.byPath[ref]
		if !ok {
			if !strings.Contains(ref, "[") {
				continue
			}
			target = -1
		}
		value, given := a.LookAttr("value")
		if !given || value == "" {
			value = quoted(strings.TrimSpace(a.Value()))
		}
		for _, event := range strings.Fields(a.Attr("event")) {
			s := setvalue{on: at, target: target, ref: ref, value: value}
			switch event {
			case "odk-instance-first-load", "xforms-ready":
				s.event = "first-load"
			case "odk-instance-load":
				s.event = "load"
			case "odk-new-repeat":
				s.event = "new-row"
			case "xforms-value-changed":
				s.event = "value-changed"
			default:
				r.fail(a, "unknown-event", "Không có sự kiện «"+event+"».", "There is no event "+event+".")
			}
			r.sets = append(r.sets, s)
		}
	}
}

// sortActions puts each action where a form says it: dynamic defaults and triggers in the nodes, what these can not say
// in the list of actions.
func (r *reader) sortActions() {
	done := make([]bool, len(r.sets))
	for i, s := range r.sets {
		if done[i] || s.target < 0 || s.event != "first-load" {
			continue
		}
		alone := true
		twin := -1 // the same for new rows
		for j, o := range r.sets {
			if j == i || o.target != s.target || o.event == "value-changed" {
				continue
			}
			if twin < 0 && o.event == "new-row" && o.value == s.value {
				twin = j
				continue
			}
			alone = false
		}
		if !alone || (r.f.RepeatOf(s.target) >= 0) != (twin >= 0) {
			continue
		}
		r.f.Nodes[s.target].DynDefault = s.value
		done[i] = true
		if twin >= 0 {
			done[twin] = true
		}
	}
	for i, s := range r.sets {
		if done[i] {
			continue
		}
		on := s.on
		switch s.event {
		case "first-load", "load":
			on = 0
		case "new-row":
			if on > 0 && r.f.Nodes[on].Kind != forms.KindRepeat {
				on = r.f.RepeatOf(on)
			} else if on < 0 && s.target > 0 {
				on = r.f.RepeatOf(s.target)
			}
		case "value-changed":
			if s.on > 0 && s.target > 0 && r.trigger(s) {
				continue
			}
		}
		if on >= 0 {
			r.f.Actions = append(r.f.Actions, forms.Action{Event: s.event, On: on, Ref: s.ref, Value: s.value})
		}
	}
}

// trigger writes an action as a trigger of its target, when that has no other calculation.
func (r *reader) trigger(s setvalue) bool {
	t := &r.f.Nodes[s.target]
	if t.Calculate != "" && (len(t.Trigger) == 0 || t.Calculate != s.value) {
		return false
	}
	t.Calculate = s.value
	if !slices.Contains(t.Trigger, s.on) {
		t.Trigger = append(t.Trigger, s.on)
	}
	return true
}
