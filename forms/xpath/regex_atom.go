package xpath

// atom reads one character, class, group or assertion; false when it was flags only.
func (p *regexParser) atom() bool {
	c := p.in[p.at]
	p.at++
	switch c {
	case '(':
		return p.group()
	case '[':
		p.emit(instruction{op: reSet, set: p.class()})
	case '.':
		set := anyRunes
		if p.all {
			set = allRunes
		}
		p.emit(instruction{op: reSet, set: set})
	case '^':
		p.emit(instruction{op: pick(p.multi, reLineStart, reStart)})
	case '$':
		p.emit(instruction{op: pick(p.multi, reLineEnd, reEnd)})
	case '*', '+', '?':
		p.fail("dấu lặp không có gì trước nó", "a repetition sign has nothing before it")
	case '\\':
		p.escape()
	default:
		p.char(c)
	}
	return true
}

func pick(first bool, a, b opCode) opCode {
	if first {
		return a
	}
	return b
}

func (p *regexParser) char(c rune) {
	if p.fold {
		c = foldRune(c)
	}
	p.emit(instruction{op: reRune, r: c, fold: p.fold})
}

func (p *regexParser) group() bool {
	op := reMatch // a plain group
	capture := false
	switch {
	case p.has("?:"):
	case p.has("?="):
		op = reLook
	case p.has("?!"):
		op = reNotLook
	case p.has("?<="):
		op = reBehind
	case p.has("?<!"):
		op = reNotBehind
	case p.has("?>"):
		op = reAtomic
	case p.has("?<"), p.has("?P<"):
		capture = true
		name := p.name('>')
		if p.names == nil {
			p.names = map[string]int{}
		}
		p.names[name] = p.groups + 1
	case p.has("?"):
		return p.flags()
	default:
		capture = true
	}
	number, at := 0, 0
	fold, multi, all := p.fold, p.multi, p.all
	if capture {
		p.groups++
		number = p.groups
		p.emit(instruction{op: reSave, x: 2 * number})
	} else if op != reMatch {
		at = p.emit(instruction{op: op})
	}
	p.alternatives()
	p.fold, p.multi, p.all = fold, multi, all
	if !p.has(")") {
		p.fail("thiếu dấu )", "a ) is missing")
		return true
	}
	if capture {
		p.emit(instruction{op: reSave, x: 2*number + 1})
	} else if op != reMatch {
		p.emit(instruction{op: reMatch})
		if p.err == nil {
			p.prog[at].y = len(p.prog)
		}
	}
	return true
}

// flags reads (?ims-ims) or (?ims:…); false in the first form, which is no atom.
func (p *regexParser) flags() bool {
	fold, multi, all, on := p.fold, p.multi, p.all, true
	for p.more() {
		c := p.in[p.at]
		p.at++
		switch c {
		case 'i':
			p.fold = on
		case 'm':
			p.multi = on
		case 's':
			p.all = on
		case 'u', 'U':
		case '-':
			on = false
		case ')':
			return false
		case ':':
			p.alternatives()
			p.fold, p.multi, p.all = fold, multi, all
			if !p.has(")") {
				p.fail("thiếu dấu )", "a ) is missing")
			}
			return true
		default:
			p.fail("nhóm (? này không có", "there is no such (? group")
		}
	}
	p.fail("thiếu dấu )", "a ) is missing")
	return true
}

func (p *regexParser) name(end rune) string {
	from := p.at
	for p.more() && p.in[p.at] != end {
		p.at++
	}
	name := string(p.in[from:p.at])
	if !p.more() || name == "" {
		p.fail("tên nhóm viết sai", "the name of the group is malformed")
		return ""
	}
	p.at++
	return name
}

// escape reads what follows a backslash outside a class.
func (p *regexParser) escape() {
	if !p.more() {
		p.fail("mẫu kết thúc bằng \\", "the pattern ends with \\")
		return
	}
	c := p.in[p.at]
	if set := escapedSet(c); set != nil {
		p.at++
		p.emit(instruction{op: reSet, set: set})
		return
	}
	switch c {
	case 'b':
		p.at++
		p.emit(instruction{op: reWord})
	case 'B':
		p.at++
		p.emit(instruction{op: reNotWord})
	case 'A':
		p.at++
		p.emit(instruction{op: reStart})
	case 'z', 'Z':
		p.at++
		p.emit(instruction{op: reEnd})
	case 'p', 'P':
		p.emit(instruction{op: reSet, set: p.unicodeClass()})
	case 'Q':
		p.at++
		for p.more() && !p.has("\\E") {
			p.char(p.in[p.at])
			p.at++
		}
	case 'k':
		p.at++
		if !p.has("<") {
			p.fail("sau \\k phải là <tên>", "<name> must follow \\k")
			return
		}
		n, ok := p.names[p.name('>')]
		if !ok {
			p.fail("không có nhóm tên như vậy", "there is no group of this name")
		}
		p.backref(n)
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		p.at++
		p.backref(int(c - '0'))
	default:
		p.char(p.escapedRune())
	}
}

func (p *regexParser) backref(group int) {
	p.refs = true
	p.emit(instruction{op: reBackref, x: 2 * group, fold: p.fold})
}

// unicodeClass reads p{Name}, P{Name}, pL after a backslash.
func (p *regexParser) unicodeClass() *runeSet {
	negate := p.in[p.at] == 'P'
	p.at++
	name := ""
	switch {
	case p.has("{"):
		name = p.name('}')
	case p.more():
		name = string(p.in[p.at])
		p.at++
	}
	set := unicodeSet(name)
	if set == nil {
		p.fail("không có lớp ký tự \\p{"+name+"}", "there is no character class \\p{"+name+"}")
		return allRunes
	}
	if negate {
		return &runeSet{negate: true, sets: []*runeSet{set}}
	}
	return set
}

// escapedRune reads an escape that stands for one character, after the backslash.
func (p *regexParser) escapedRune() rune {
	c := p.in[p.at]
	p.at++
	switch c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	case 'v':
		return '\v'
	case '0':
		return 0
	case 'x':
		if p.has("{") {
			v, n := rune(0), 0
			for p.more() && p.in[p.at] != '}' && n < 6 {
				v = v<<4 | p.hex(1)
				n++
			}
			if !p.has("}") {
				p.fail("\\x{…} viết sai", "\\x{…} is malformed")
			}
			return v
		}
		return p.hex(2)
	case 'u':
		return p.hex(4)
	}
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
		p.fail("không có mã \\"+string(c), "there is no escape \\"+string(c))
	}
	return c
}

func (p *regexParser) hex(digits int) rune {
	v := rune(0)
	for i := 0; i < digits; i++ {
		if !p.more() {
			p.fail("mã ký tự thiếu chữ số", "the character code lacks digits")
			return 0
		}
		c := p.in[p.at]
		p.at++
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | (c - '0')
		case c >= 'a' && c <= 'f':
			v = v<<4 | (c - 'a' + 10)
		case c >= 'A' && c <= 'F':
			v = v<<4 | (c - 'A' + 10)
		default:
			p.fail("mã ký tự viết sai", "the character code is malformed")
			return 0
		}
	}
	return v
}

// class reads […] after its opening bracket. Inner brackets are unions, as in Java.
func (p *regexParser) class() *runeSet {
	s := &runeSet{fold: p.fold, negate: p.has("^")}
	if p.depth++; p.depth > maxDepth {
		p.fail("lồng nhau quá sâu", "nested too deeply")
		return s
	}
	defer func() { p.depth-- }()
	for first := true; p.more(); first = false {
		if p.in[p.at] == ']' && !first {
			p.at++
			return s
		}
		if p.has("&&") {
			p.fail("phép giao && trong [ ] không được hỗ trợ", "the intersection && in [ ] is not supported")
			return s
		}
		low, single := p.member(s)
		if !single {
			continue
		}
		high := low
		if p.at+1 < len(p.in) && p.in[p.at] == '-' && p.in[p.at+1] != ']' {
			p.at++
			if high, single = p.member(s); !single { // [a-\d]: three members
				s.ranges = append(s.ranges, [2]rune{'-', '-'})
				high = low
			}
		}
		if high < low {
			p.fail("khoảng trong [ ] bị ngược", "a range in [ ] is the wrong way round")
		}
		s.ranges = append(s.ranges, [2]rune{low, high})
	}
	p.fail("thiếu dấu ]", "a ] is missing")
	return s
}

// member reads one member of a class: a character, or a set that it adds itself (single is false then).
func (p *regexParser) member(s *runeSet) (r rune, single bool) {
	c := p.in[p.at]
	switch {
	case c == '[':
		p.at++
		s.sets = append(s.sets, p.class())
		return 0, false
	case c != '\\':
		p.at++
		return c, true
	}
	p.at++
	if !p.more() {
		p.fail("mẫu kết thúc bằng \\", "the pattern ends with \\")
		return 0, false
	}
	c = p.in[p.at]
	if set := escapedSet(c); set != nil {
		p.at++
		s.sets = append(s.sets, set)
		return 0, false
	}
	switch c {
	case 'p', 'P':
		s.sets = append(s.sets, p.unicodeClass())
		return 0, false
	case 'b':
		p.at++
		return '\b', true
	}
	return p.escapedRune(), true
}
