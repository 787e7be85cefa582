package xpath

import "strconv"

// regexParser writes the program while it reads the pattern.
type regexParser struct {
	in     []rune
	at     int
	prog   []instruction
	groups int            // capturing groups so far
	names  map[string]int // of named groups
	slots  int            // guards, numbered after all captures at the end
	refs   bool
	depth  int
	err    error
	fold   bool // flag i
	multi  bool // flag m
	all    bool // flag s
}

// compileRegex reads a pattern; the error is an *EvalError that says what is wrong with it.
func compileRegex(source string) (*regex, error) {
	p := &regexParser{in: []rune(source)}
	if len(p.in) > maxPattern {
		p.fail("mẫu quá dài", "the pattern is too long")
	}
	p.alternatives()
	if p.err == nil && p.at < len(p.in) {
		p.fail("thừa dấu )", "a ) too much")
	}
	if p.err != nil {
		return nil, p.err
	}
	p.emit(instruction{op: reMatch})
	for i := range p.prog { // guards come after the captures
		if in := &p.prog[i]; in.op == reGuard || in.op == reCheck {
			in.x += 2 * (p.groups + 1)
		} else if in.op == reBackref && in.x > 2*p.groups {
			p.fail("tham chiếu đến nhóm không có", "a reference to a group that does not exist")
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	re := &regex{prog: p.prog, memo: !p.refs}
	if p.refs || p.slots > 0 { // guards serve bodies of look-around and atomic groups, which run without memory
		re.slots = 2*(p.groups+1) + p.slots
	}
	return re, nil
}

func (p *regexParser) fail(vi, en string) {
	if p.err == nil {
		at := strconv.Itoa(p.at + 1)
		p.err = evalError("regex(): "+vi+" (ký tự "+at+" của mẫu)", "regex(): "+en+" (character "+at+" of the pattern)")
	}
}

func (p *regexParser) emit(in instruction) int {
	if len(p.prog) >= maxProgram {
		p.fail("mẫu lặp quá nhiều", "the pattern repeats too much")
		return 0
	}
	p.prog = append(p.prog, in)
	return len(p.prog) - 1
}

func (p *regexParser) more() bool { return p.err == nil && p.at < len(p.in) }

func (p *regexParser) has(text string) bool {
	for i, r := range []rune(text) {
		if p.at+i >= len(p.in) || p.in[p.at+i] != r {
			return false
		}
	}
	p.at += len([]rune(text))
	return true
}

// alternatives reads a|b|c up to ) or the end. Each alternative is written after a split, and ends with a jump to the end.
func (p *regexParser) alternatives() {
	if p.depth++; p.depth > maxDepth {
		p.fail("lồng nhau quá sâu", "nested too deeply")
		return
	}
	var jumps []int
	for {
		start := len(p.prog)
		p.sequence()
		if !p.more() || p.in[p.at] != '|' {
			break
		}
		p.at++
		p.insert(start, instruction{op: reSplit, x: start + 1})
		jumps = append(jumps, p.emit(instruction{op: reJump}))
		if p.err != nil {
			return
		}
		p.prog[start].y = len(p.prog)
	}
	if p.err != nil {
		return
	}
	for _, j := range jumps {
		p.prog[j].x = len(p.prog)
	}
	p.depth--
}

// insert puts an instruction before those from at on, whose targets move along.
func (p *regexParser) insert(at int, in instruction) {
	p.emit(instruction{})
	if p.err != nil {
		return
	}
	copy(p.prog[at+1:], p.prog[at:])
	p.prog[at] = in
	for i := at + 1; i < len(p.prog); i++ {
		p.prog[i] = shifted(p.prog[i], 1)
	}
}

// shifted moves the targets of an instruction by n.
func shifted(in instruction, n int) instruction {
	switch in.op {
	case reSplit:
		in.x, in.y = in.x+n, in.y+n
	case reJump:
		in.x += n
	case reLook, reNotLook, reBehind, reNotBehind, reAtomic:
		in.y += n
	}
	return in
}

func (p *regexParser) sequence() {
	fold, multi, all := p.fold, p.multi, p.all
	for p.more() && p.in[p.at] != '|' && p.in[p.at] != ')' {
		start, slots := len(p.prog), p.slots
		if !p.atom() {
			continue // flags, which last to the end of the group
		}
		for p.more() && p.quantifier(start, slots) {
		}
	}
	if p.at < len(p.in) && p.in[p.at] == '|' {
		return // flags last over the alternatives of a group
	}
	p.fold, p.multi, p.all = fold, multi, all
}

// quantifier reads one of * + ? {n,m} with its ? or +, and repeats what was written since start.
func (p *regexParser) quantifier(start, slots int) bool {
	low, high := 0, -1
	switch p.in[p.at] {
	case '*':
	case '+':
		low = 1
	case '?':
		high = 1
	case '{':
		n, l, h := p.counts()
		if n == 0 {
			return false
		}
		p.at += n - 1
		low, high = l, h
	default:
		return false
	}
	p.at++
	lazy, possessive := false, false
	if p.has("?") {
		lazy = true
	} else if p.has("+") {
		possessive = true
	}
	body := append([]instruction(nil), p.prog[start:]...)
	p.prog = p.prog[:start]
	if possessive {
		p.emit(instruction{op: reAtomic})
	}
	p.repeat(body, start, low, high, lazy)
	if possessive && p.err == nil {
		p.emit(instruction{op: reMatch})
		p.prog[start].y = len(p.prog)
	}
	return p.err == nil
}

func (p *regexParser) repeat(body []instruction, from, low, high int, lazy bool) {
	write := func() {
		shift := len(p.prog) - from
		for _, in := range body {
			p.emit(shifted(in, shift))
		}
	}
	split := func() int { return p.emit(instruction{op: reSplit}) }
	aim := func(at, into, past int) {
		if p.err != nil {
			return
		}
		p.prog[at].x, p.prog[at].y = into, past
		if lazy {
			p.prog[at].x, p.prog[at].y = past, into
		}
	}
	for i := 0; i < low && p.err == nil; i++ {
		write()
	}
	if high < 0 {
		guard := p.slots
		p.slots++
		at := split()
		p.emit(instruction{op: reGuard, x: guard})
		write()
		p.emit(instruction{op: reCheck, x: guard})
		p.emit(instruction{op: reJump, x: at})
		aim(at, at+1, len(p.prog))
		return
	}
	var splits []int
	for i := low; i < high && p.err == nil; i++ {
		splits = append(splits, split())
		write()
	}
	for _, at := range splits {
		aim(at, at+1, len(p.prog))
	}
}

// counts reads {n}, {n,} or {n,m} ahead without moving: its length, 0 when the brace is a plain character.
func (p *regexParser) counts() (length, low, high int) {
	i := p.at + 1
	number := func() (int, bool) {
		from, v := i, 0
		for i < len(p.in) && p.in[i] >= '0' && p.in[i] <= '9' && i-from < 6 {
			v = v*10 + int(p.in[i]-'0')
			i++
		}
		return v, i > from
	}
	low, ok := number()
	if !ok {
		return 0, 0, 0
	}
	high = low
	if i < len(p.in) && p.in[i] == ',' {
		i++
		if high, ok = number(); !ok {
			high = -1
		}
	}
	if i >= len(p.in) || p.in[i] != '}' {
		return 0, 0, 0
	}
	if high >= 0 && high < low {
		p.fail("{n,m} với m nhỏ hơn n", "{n,m} with m below n")
	}
	return i - p.at + 1, low, high
}
