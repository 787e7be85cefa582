package formtest

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
)

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// expectation reads what an expect step asks about; bad says why that is not possible.
func (r *runner) expectation(st *Step) (got, bad string) {
	switch st.Verb {
	case "expect-name":
		return r.session.InstanceName(), ""
	case "expect-problems":
		found := r.session.Validate()
		if got = strconv.Itoa(len(found)); got != st.Value && len(found) > 0 {
			got += ": " + r.problems(found)
		}
		return got, ""
	}
	ref, bad := r.find(st.Path, false)
	if bad != "" {
		return "", bad
	}
	switch st.Verb {
	case "expect-count":
		if r.form.Nodes[ref.Node].Kind != forms.KindRepeat {
			return "", "không phải nhóm lặp / not a repeat"
		}
		return strconv.Itoa(len(r.rowsOf(ref.Node, ref.Row))), ""
	case "expect-stored":
		for _, a := range r.session.Answers() {
			if a.Ref == ref {
				return a.Value, ""
			}
		}
		return "", ""
	case "expect-problem":
		return r.problemAt(ref, st.Value), ""
	}
	state, ok := r.session.State(ref)
	if !ok {
		return "", "phiếu không có chỗ này / the record has no such place"
	}
	switch st.Verb {
	case "expect":
		if !state.Relevant {
			return "", ""
		}
		return state.Value, ""
	case "expect-seed":
		return yes(state.Seed), ""
	case "expect-relevant":
		return yes(state.Relevant), ""
	case "expect-required":
		return yes(state.Required), ""
	case "expect-readonly":
		return yes(state.ReadOnly), ""
	case "expect-label":
		return state.Label, ""
	case "expect-hint":
		return state.Hint, ""
	case "expect-choices":
		values := make([]string, 0, len(state.Choices))
		for _, c := range state.Choices {
			values = append(values, c.Value)
		}
		return strings.Join(values, " "), ""
	}
	return "", "lệnh chưa biết / unknown command"
}

// problemAt is the problem of one place in the words of the file; the message is there only when want has one.
func (r *runner) problemAt(ref engine.Ref, want string) string {
	for _, v := range r.session.Validate() {
		if v.Ref == ref {
			if strings.Contains(want, ":") {
				return v.Kind + ": " + v.Message
			}
			return v.Kind
		}
	}
	return "none"
}
