package xpath

import "strings"

// fnRegex says whether a whole text matches a regular expression (JavaRosa: Pattern.matches).
func fnRegex(s *scope, args []expr) (Value, error) {
	t, source, err := two(s, args)
	if err != nil {
		return Value{}, err
	}
	re, err := compileRegex(source)
	if err != nil {
		return Value{}, err
	}
	ok, err := re.match(t, s.env)
	return Boolean(ok), err
}

// matchFixed evaluates regex() with a pattern written as a string, which Parse has compiled.
func (c *call) matchFixed(s *scope) (Value, error) {
	t, err := str(s, c.args[0])
	if err != nil {
		return Value{}, err
	}
	ok, err := c.re.match(t, s.env)
	return Boolean(ok), err
}

// regex is a compiled regular expression: a program for a backtracking matcher. The syntax is what Java and JavaScript
// have in common, plus possessive and atomic groups, inline flags and \Q…\E.
//
// Without back-references the matcher visits each pair of instruction and place once, so its work is bounded by their
// product whatever the pattern; with them (and inside look-around) the budget of steps bounds it. The same matcher runs
// on tablets and servers, so that both give the same answer; the standard library's would add 130 kB to the tablet's
// program and has neither look-around nor back-references.
type regex struct {
	prog  []instruction
	slots int  // capture places and loop guards
	memo  bool // each (instruction, place) needs one visit only
}

type instruction struct {
	op   opCode
	x, y int // next instructions, or a slot in x
	set  *runeSet
	r    rune
	fold bool
}

type opCode uint8

const (
	reRune      opCode = iota // r
	reSet                     // set
	reSplit                   // x first, then y
	reJump                    // x
	reSave                    // slot x
	reGuard                   // remember the place in slot x
	reCheck                   // fail when the place is that of slot x: the loop read nothing
	reStart                   // ^
	reEnd                     // $
	reLineStart               // ^ with flag m
	reLineEnd                 // $ with flag m
	reWord                    // \b
	reNotWord                 // \B
	reBackref                 // slots x and x+1
	reLook                    // look-ahead: body to x, then on at y
	reNotLook                 // negative look-ahead
	reBehind                  // look-behind
	reNotBehind               // negative look-behind
	reAtomic                  // atomic group: body to x, then on at y
	reMatch                   // end of the program or of a body
)

// Bounds on patterns (runes), programs (instructions) and the visits to remember (bits).
const (
	maxPattern = 4096
	maxProgram = 20_000
	maxVisits  = 1 << 26
)

type job struct {
	pc, at int
	slot   int // ≥ 0: restore this slot to at instead
}

type matcher struct {
	re      *regex
	text    []rune
	slots   []int
	visited []uint64
	env     *env
}

func (re *regex) match(text string, v *env) (bool, error) {
	m := matcher{re: re, text: []rune(text), env: v}
	if re.slots > 0 {
		m.slots = make([]int, re.slots)
		for i := range m.slots {
			m.slots[i] = -1
		}
	}
	if re.memo {
		bits := len(re.prog) * (len(m.text) + 1)
		if bits > maxVisits {
			return false, evalError("regex(): văn bản quá dài để so với mẫu này", "regex(): the text is too long for this pattern")
		}
		m.visited = make([]uint64, bits/64+1)
	}
	end, err := m.run(0, 0, len(m.text), m.visited)
	return end >= 0, err
}

// run executes from pc at a place until reMatch; want ≥ 0 asks that the match ends there. It returns the end of the first
// match, -1 when there is none.
func (m *matcher) run(pc, at, want int, visited []uint64) (int, error) {
	var stack []job
	steps := 0
	for {
		steps++
		if steps&1023 == 0 {
			if err := m.env.spend(1024); err != nil {
				return -1, err
			}
		}
		next, ok := pc, true
		if visited != nil {
			bit := pc*(len(m.text)+1) + at
			if visited[bit>>6]&(1<<(bit&63)) != 0 {
				ok = false
			}
			visited[bit>>6] |= 1 << (bit & 63)
		}
		if ok {
			in := &m.re.prog[pc]
			next = pc + 1
			switch in.op {
			case reRune:
				if ok = at < len(m.text) && (m.text[at] == in.r || in.fold && foldRune(m.text[at]) == in.r); ok {
					at++
				}
			case reSet:
				if ok = at < len(m.text) && in.set.has(m.text[at]); ok {
					at++
				}
			case reSplit:
				stack = append(stack, job{in.y, at, -1})
				next = in.x
			case reJump:
				next = in.x
			case reSave, reGuard:
				if visited == nil && m.slots != nil {
					stack = append(stack, job{0, m.slots[in.x], in.x})
					m.slots[in.x] = at
				}
			case reCheck:
				ok = visited != nil || m.slots[in.x] != at
			case reMatch:
				if want < 0 || at == want {
					return at, m.env.spend(steps & 1023)
				}
				ok = false
			case reBackref:
				at, ok = m.backref(in, at)
			case reLook, reNotLook, reBehind, reNotBehind, reAtomic:
				end, err := m.inner(in, pc+1, at)
				if err != nil {
					return -1, err
				}
				if in.op == reAtomic && end >= 0 {
					at = end
				}
				ok = (end >= 0) == (in.op != reNotLook && in.op != reNotBehind)
				next = in.y
			default:
				ok = m.assert(in.op, at)
			}
		}
		if ok {
			pc = next
			continue
		}
		for {
			if len(stack) == 0 {
				return -1, m.env.spend(steps & 1023)
			}
			j := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if j.slot < 0 {
				pc, at = j.pc, j.at
				break
			}
			m.slots[j.slot] = j.at
		}
	}
}

// inner runs the body of a look-around or atomic group.
func (m *matcher) inner(in *instruction, body, at int) (int, error) {
	if in.op != reBehind && in.op != reNotBehind {
		return m.run(body, at, -1, nil)
	}
	for from := at; from >= 0; from-- {
		if end, err := m.run(body, from, at, nil); end >= 0 || err != nil {
			return end, err
		}
	}
	return -1, nil
}

func (m *matcher) backref(in *instruction, at int) (int, bool) {
	from, to := m.slots[in.x], m.slots[in.x+1]
	if from < 0 || to < from || to-from > len(m.text)-at { // a group that took no part matches nothing, as in Java
		return at, false
	}
	*m.env.steps -= (to - from) / 4 // comparing is work too; run looks at what is left
	for i := from; i < to; i++ {
		if m.text[at] != m.text[i] && !(in.fold && foldRune(m.text[at]) == foldRune(m.text[i])) {
			return at, false
		}
		at++
	}
	return at, true
}

func (m *matcher) assert(op opCode, at int) bool {
	switch op {
	case reStart:
		return at == 0
	case reEnd:
		return at == len(m.text)
	case reLineStart:
		return at == 0 || m.text[at-1] == '\n'
	case reLineEnd:
		return at == len(m.text) || m.text[at] == '\n'
	}
	word := at > 0 && wordRunes.has(m.text[at-1])
	next := at < len(m.text) && wordRunes.has(m.text[at])
	return (word != next) == (op == reWord)
}

// foldRune maps letters that differ in case only to one of them.
func foldRune(r rune) rune {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	for _, l := range strings.ToLower(string(r)) {
		return l
	}
	return r
}
