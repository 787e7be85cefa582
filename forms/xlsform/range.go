package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// checkRange checks the numbers of a range question and decides whether it is whole or decimal.
func (b *builder) checkRange(n *forms.Node, p *nodeParams, appearance string) {
	num := map[string]exact{"start": wholeNumber(1), "end": wholeNumber(10), "step": wholeNumber(1)}
	good := true
	for _, key := range []string{"start", "end", "step", "tick_interval", "placeholder"} {
		v, ok := p.values[key]
		if !ok {
			continue
		}
		x, isNumber := parseNumber(v)
		if !isNumber {
			p.bad("range-not-number", key, v, "một số", "a number")
			good = false
			continue
		}
		num[key] = x
		if x.places > 0 {
			n.Type = "decimal"
		}
	}
	if !good {
		return
	}
	width := num["end"].minus(num["start"]).abs()
	for _, key := range []string{"step", "tick_interval"} {
		x, ok := num[key]
		switch {
		case !ok:
		case x.zero():
			p.bad("range-zero", key, p.values[key], "số khác 0", "other than zero")
			good = false
		case width.less(x.abs()):
			p.bad("range-too-large", key, x.r.RatString(), "không lớn hơn khoảng từ start đến end", "no larger than the way from start to end")
			good = false
		}
	}
	if !good {
		return
	}
	step := num["step"].abs()
	if x, ok := num["tick_interval"]; ok && !x.multipleOf(step) {
		p.bad("range-not-multiple", "tick_interval", p.values["tick_interval"], "bội số của step", "a multiple of step")
	}
	if x, ok := num["placeholder"]; ok {
		switch {
		case !between(x, num["start"], num["end"]):
			p.bad("range-outside", "placeholder", p.values["placeholder"], "số nằm giữa start và end", "between start and end")
		case !x.minus(num["start"]).multipleOf(step):
			p.bad("range-not-multiple", "placeholder", p.values["placeholder"], "start cộng một số lần step", "start plus a number of steps")
		}
	}
	for _, d := range []forms.Param{{Key: "start", Value: "1"}, {Key: "end", Value: "10"}, {Key: "step", Value: "1"}} {
		if !p.has(d.Key) {
			n.Params = append(n.Params, d)
		}
	}
	if !p.has("tick_interval") && !p.has("placeholder") && !p.has("tick_labelset") {
		return
	}
	noTicks := false
	for _, a := range strings.Fields(appearance) {
		noTicks = noTicks || a == "no-ticks"
		if a != "vertical" && a != "no-ticks" {
			p.bad("range-ticks-appearance", "tick_interval, placeholder, tick_labelset", a, "dùng với appearance trống, vertical hoặc no-ticks", "used with an empty appearance, vertical or no-ticks")
			return
		}
	}
	b.checkTicks(p, num, noTicks)
}

func between(x, a, b exact) bool {
	if b.less(a) {
		a, b = b, a
	}
	return !x.less(a) && !b.less(x)
}

// checkTicks checks the list whose labels stand at the ticks.
func (b *builder) checkTicks(p *nodeParams, num map[string]exact, noTicks bool) {
	id, ok := p.values["tick_labelset"]
	if !ok {
		return
	}
	l := b.listByID[id]
	if l == nil {
		p.bad("range-ticks-list", "tick_labelset", id, "tên một danh sách của trang choices", "the name of a list of the choices sheet")
		return
	}
	b.use(id, p.at, question{})
	if noTicks && len(l.Choices) != 2 {
		p.bad("range-ticks-two", "tick_labelset", id, "danh sách đúng 2 lựa chọn khi appearance là no-ticks", "a list of exactly two choices when the appearance is no-ticks")
		return
	}
	tick := num["step"].abs()
	if x, ok := num["tick_interval"]; ok {
		tick = x.abs()
	}
	for _, c := range l.Choices {
		x, isNumber := parseNumber(c.Name)
		switch {
		case !isNumber:
			p.bad("range-ticks-number", "tick_labelset", c.Name, "danh sách có mã toàn là số", "a list whose names are all numbers")
		case !between(x, num["start"], num["end"]):
			p.bad("range-ticks-outside", "tick_labelset", c.Name, "danh sách có mã nằm giữa start và end", "a list whose names lie between start and end")
		case noTicks && x.r.Cmp(num["start"].r) != 0 && x.r.Cmp(num["end"].r) != 0:
			p.bad("range-ticks-ends", "tick_labelset", c.Name, "danh sách chỉ có mã bằng start và end khi appearance là no-ticks", "a list of start and end only when the appearance is no-ticks")
		case !noTicks && !x.minus(num["start"]).multipleOf(tick):
			p.bad("range-ticks-multiple", "tick_labelset", c.Name, "danh sách có mã bằng start cộng một số lần khoảng chia", "a list whose names are start plus a number of tick intervals")
		default:
			continue
		}
		return
	}
}
