package xpath

// path reads a PathExpr (XPath 1.0 §2, §3.3): a location path, or a primary with predicates and steps.
func (p *parser) path() (expr, *SyntaxError) {
	from := p.tok.pos
	x, err := p.pathExpr()
	if l, ok := x.(*path); ok && err == nil {
		l.src = trim(p.lex.src[from:p.tok.pos])
	}
	return x, err
}

func (p *parser) pathExpr() (expr, *SyntaxError) {
	first, err := p.primary()
	if err != nil {
		return nil, err
	}
	x := &path{start: startContext}
	if first != nil {
		if !p.isOp("[") && !p.isOp("/") && !p.isOp("//") {
			return first, nil
		}
		x.start, x.from = startExpr, first
		if x.preds, err = p.predicates(); err != nil {
			return nil, err
		}
		if !p.isOp("/") && !p.isOp("//") {
			return x.done(), nil
		}
	}
	switch {
	case p.isOp("//"):
		if first == nil {
			x.start = startRoot
		}
	case p.isOp("/"):
		if first == nil {
			x.start = startRoot
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		if first == nil && !p.stepAhead() {
			return x.done(), nil // the root itself
		}
		if err := p.step(x); err != nil {
			return nil, err
		}
	default:
		if err := p.step(x); err != nil {
			return nil, err
		}
	}
	for {
		switch {
		case p.isOp("//"):
			x.steps = append(x.steps, step{axis: AxisDescendantOrSelf, test: testNode})
		case p.isOp("/"):
		default:
			return x.done(), nil
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		if err := p.step(x); err != nil {
			return nil, err
		}
	}
}

// stepAhead says whether the current token can begin a step.
func (p *parser) stepAhead() bool {
	switch p.tok.kind {
	case tokName:
		return true
	case tokOp:
		return p.tok.text == "." || p.tok.text == ".." || p.tok.text == "@"
	}
	return false
}

func (p *parser) step(x *path) *SyntaxError {
	if !p.stepAhead() {
		return p.unexpected()
	}
	s := step{}
	if p.tok.kind == tokOp && p.tok.text != "@" {
		s.axis, s.test = AxisSelf, testNode
		if p.tok.text == ".." {
			s.axis = AxisParent
		}
		x.steps = append(x.steps, s)
		if err := p.advance(); err != nil {
			return err
		}
		if p.isOp("[") {
			return p.fail("sau . và .. không được có [ ]; hãy viết self::node()[…] hoặc parent::node()[…]", "[ ] can not follow . or ..; write self::node()[…] or parent::node()[…]")
		}
		return nil
	}
	if p.isOp("@") {
		s.axis = AxisAttribute
		if err := p.advance(); err != nil {
			return err
		}
	} else if next, err := p.peek(); err != nil {
		return err
	} else if next.kind == tokOp && next.text == "::" {
		axis, ok := axisByName(p.tok.text)
		if !ok {
			return p.fail("không có trục nào tên như vậy", "there is no axis of this name")
		}
		s.axis = axis
		if err := p.advance(); err != nil {
			return err
		}
		if err := p.advance(); err != nil {
			return err
		}
	}
	if p.tok.kind != tokName {
		return p.unexpected()
	}
	if err := p.nodeTest(&s); err != nil {
		return err
	}
	var err *SyntaxError
	s.preds, err = p.predicates()
	x.steps = append(x.steps, s)
	return err
}

func (p *parser) nodeTest(s *step) *SyntaxError {
	name := p.tok.text
	next, err := p.peek()
	if err != nil {
		return err
	}
	if next.kind == tokOp && next.text == "(" {
		switch name {
		case "node":
			s.test = testNode
		case "text":
			s.test = testText
		case "comment":
			s.test = testComment
		case "processing-instruction":
			s.test = testPI
		default:
			return p.fail("hàm không đứng được ở đây trong đường dẫn", "a function can not stand here in a path")
		}
		if err := p.advance(); err != nil {
			return err
		}
		if err := p.advance(); err != nil {
			return err
		}
		if s.test == testPI && p.tok.kind == tokString {
			s.local = p.tok.text
			if err := p.advance(); err != nil {
				return err
			}
		}
		return p.expect(")")
	}
	s.test, s.local = testName, name
	for i := 0; i < len(name); i++ {
		if name[i] == ':' {
			s.prefix, s.local = name[:i], name[i+1:]
			break
		}
	}
	return p.advance()
}

func (p *parser) predicates() ([]expr, *SyntaxError) {
	var preds []expr
	for p.isOp("[") {
		if err := p.advance(); err != nil {
			return nil, err
		}
		x, err := p.expression()
		if err != nil {
			return nil, err
		}
		if err := p.expect("]"); err != nil {
			return nil, err
		}
		preds = append(preds, x)
	}
	return preds, nil
}

func axisByName(name string) (Axis, bool) {
	for i, n := range axisNames {
		if n == name {
			return Axis(i), true
		}
	}
	return 0, false
}

// done works out once what evaluation would ask each time.
func (x *path) done() expr {
	x.simple = len(x.preds) == 0
	down := false
	for i := range x.steps {
		switch x.steps[i].axis {
		case AxisChild, AxisAttribute:
			down = true
		case AxisSelf:
		case AxisParent:
			if down { // parents of several children repeat
				x.simple = false
			}
		default:
			x.simple = false
		}
		if len(x.steps[i].preds) > 0 {
			x.simple = false
		}
	}
	x.hint = findLookup(x)
	return x
}
