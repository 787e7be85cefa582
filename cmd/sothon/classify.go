package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
)

type classifyCmd struct {
	Workers int `help:"Số việc chạy cùng lúc. How many cases are worked on at once." default:"0"`
}

// maxCase is the longest line that is read, in bytes; a longer one is answered with an error.
const maxCase = 16 << 20

// Run answers cases from stdin, a JSON object a line, with one line each in the same order. docs/rules.md describes them.
func (c classifyCmd) Run(k *kong.Context) error {
	return classify(os.Stdin, k.Stdout, c.Workers)
}

// classify is the protocol: a line that can not be answered gives {"id","error"}; only a broken stream ends it early.
func classify(in io.Reader, out io.Writer, workers int) error {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	type task struct {
		line []byte
		done chan []byte
	}
	todo, order := make(chan task), make(chan chan []byte, 16*workers)
	for range workers {
		go func() {
			for t := range todo {
				t.done <- answerCase(t.line)
			}
		}()
	}
	var broken error
	go func() {
		defer close(order)
		defer close(todo)
		r := bufio.NewReaderSize(in, 1<<16)
		for {
			line, err := readCase(r)
			if len(line) > 0 {
				t := task{line, make(chan []byte, 1)}
				order <- t.done
				todo <- t
			}
			if err != nil {
				if err != io.EOF {
					broken = err
				}
				return
			}
		}
	}()
	w := bufio.NewWriterSize(out, 1<<16)
	var failed error
	for done := range order {
		if _, err := w.Write(append(<-done, '\n')); err != nil && failed == nil {
			failed = err
		}
		if len(order) == 0 { // whoever waits for the answer gets it
			if err := w.Flush(); err != nil && failed == nil {
				failed = err
			}
		}
	}
	return errors.Join(failed, w.Flush(), broken)
}

// readCase reads a line without its end; of one that is too long it gives the beginning, which is no JSON.
func readCase(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, more, err := r.ReadLine()
		if len(line) < maxCase {
			line = append(line, part...)
		}
		if err != nil || !more {
			return bytes.TrimPrefix(bytes.TrimSpace(line), []byte("\xef\xbb\xbf")), err
		}
	}
}

// answerCase answers one line; it never panics.
func answerCase(line []byte) (out []byte) {
	var head struct {
		ID   json.RawMessage `json:"id"`
		Kind string          `json:"kind"`
	}
	fail := func(err error) []byte {
		id := head.ID
		if len(id) == 0 {
			id = json.RawMessage("null")
		}
		b, _ := json.Marshal(map[string]any{"id": id, "error": err.Error()})
		return b
	}
	defer func() {
		if r := recover(); r != nil {
			out = fail(fmt.Errorf("lỗi của chương trình, nhờ báo lại. A fault of the program, please report it: %v", r))
		}
	}()
	if len(line) >= maxCase {
		return fail(errors.New("dòng dài quá 16 MB. The line is longer than 16 MB"))
	}
	if err := json.Unmarshal(line, &head); err != nil {
		var whole map[string]json.RawMessage // the kind may be no text and the id still be there
		if json.Unmarshal(line, &whole) == nil {
			head.ID = whole["id"]
			return fail(errors.New("kind phải là chữ: household, loans hoặc movement. kind must be household, loans or movement"))
		}
		return fail(fmt.Errorf("dòng này không phải JSON. Not JSON: %w", err))
	}
	var v any
	var err error
	switch head.Kind {
	case "household":
		v, err = classifyHousehold(line)
	case "loans":
		v, err = classifyLoans(line)
	case "movement":
		v, err = classifyMovement(line)
	default:
		err = errors.New("kind phải là household, loans hoặc movement. kind must be household, loans or movement")
	}
	if err != nil {
		return fail(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fail(err)
	}
	id := head.ID
	if len(id) == 0 {
		id = json.RawMessage("null")
	}
	return append(append(append([]byte(`{"id":`), compactJSON(id)...), ','), b[1:]...)
}

func compactJSON(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return []byte("null")
	}
	return b.Bytes()
}

type householdCase struct {
	B1      json.RawMessage            `json:"b1"`
	Income  json.RawMessage            `json:"income_351"`
	Answers map[string]json.RawMessage `json:"answers"`
}

type householdAnswer struct {
	Indicators map[string]poverty.Tri `json:"indicators"`
	B          [2]int                 `json:"b_range"`
	Class      map[string]string      `json:"class"`
	People     *int                   `json:"so_nk,omitempty"`
	Dependants *int                   `json:"so_phuthuoc,omitempty"`
	Able       *int                   `json:"so_knld,omitempty"`
	B27        [2]int                 `json:"b27_range"`
}

// classifyHousehold judges a household by the rule sets that ship, for both residences.
func classifyHousehold(line []byte) (any, error) {
	var c householdCase
	if err := json.Unmarshal(line, &c); err != nil {
		return nil, fmt.Errorf("case: %w", err)
	}
	h := &poverty.Household{Answers: make(map[string]string, len(c.Answers))}
	for name, raw := range c.Answers {
		if name == "tv" {
			members, err := members(raw)
			if err != nil {
				return nil, err
			}
			h.Members = members
			continue
		}
		if err := put(h.Answers, name, raw); err != nil {
			return nil, err
		}
	}
	b1, err := whole("b1", c.B1)
	if err != nil {
		return nil, err
	}
	if b1 != nil {
		n := int(*b1)
		h.B1 = &n
	}
	if h.Income, err = whole("income_351", c.Income); err != nil {
		return nil, err
	}
	a := &householdAnswer{Class: make(map[string]string, 4)}
	for _, rs := range seed.RuleSets() {
		short := map[string]string{seed.RuleSet07: "nd07", seed.RuleSet351: "nd351"}[rs.Code]
		v := poverty.Assess(rs, h)
		tris, b := v.Indicators()
		a.Class[short+"_rural"], _ = v.Class(poverty.Rural)
		a.Class[short+"_urban"], _ = v.Class(poverty.Urban)
		if a.Indicators == nil {
			a.Indicators, a.B = tris, [2]int{int(b.Low), int(b.High)}
			people := v.People()
			a.People, a.Dependants, a.Able = known(people, "so_nk"), known(people, "so_phuthuoc"), known(people, "so_knld")
		} else {
			for code, t := range tris {
				if _, have := a.Indicators[code]; !have {
					a.Indicators[code] = t
				}
			}
			a.B27 = [2]int{int(b.Low), int(b.High)}
		}
		v.Release()
	}
	return a, nil
}

func known(people map[string]poverty.Range, code string) *int {
	r, ok := people[code]
	if !ok || !r.Known() {
		return nil
	}
	n := int(r.Low)
	return &n
}
