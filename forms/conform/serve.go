package conform

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	_ "time/tzdata" // a machine without zone files knows the zones of requests too
)

// request is one line. Fields that a kind does not know are passed over.
type request struct {
	ID   json.RawMessage `json:"id"`
	Kind string          `json:"kind"`
	// xpath
	Engine  string            `json:"engine"`
	XML     string            `json:"xml"`
	Context string            `json:"context"`
	Root    string            `json:"root"`
	Expr    string            `json:"expr"`
	Type    string            `json:"type"`
	NS      map[string]string `json:"ns"`
	Lang    string            `json:"lang"`
	Now     string            `json:"now"`
	TZ      string            `json:"tz"`
	// form
	FormName string  `json:"form_name"`
	MD       *string `json:"md"`
	Path     string  `json:"path"`
	XForm    *string `json:"xform"`
	// scenario
	FormXML     string                       `json:"form_xml"`
	Attachments map[string]string            `json:"attachments"`
	Steps       []map[string]json.RawMessage `json:"steps"`
}

// maxLine bounds one request.
const maxLine = 64 << 20

// Serve answers the lines of r on w until r ends. The error is that of reading or writing.
func Serve(r io.Reader, w io.Writer) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 1<<20), maxLine)
	out := bufio.NewWriter(w)
	for in.Scan() {
		line := bytes.TrimSpace(in.Bytes())
		if len(line) == 0 {
			continue
		}
		if _, err := out.Write(append(Answer(line), '\n')); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return in.Err()
}

// Answer answers one line.
func Answer(line []byte) []byte {
	var q request
	if err := json.Unmarshal(line, &q); err != nil {
		return encode(map[string]any{"id": nil, "error": "not a request: " + err.Error()})
	}
	got, err := q.answer()
	if err != nil {
		return encode(map[string]any{"id": q.ID, "error": err.Error()})
	}
	return encode(map[string]any{"id": q.ID, "got": got})
}

// answer never panics: a fault of the engine becomes the answer to this line, and the next is read.
func (q *request) answer() (got any, err error) {
	defer func() {
		if p := recover(); p != nil {
			got, err = nil, fmt.Errorf("lỗi của chương trình / a fault of the program: %v", p)
		}
	}()
	switch q.Kind {
	case "xpath":
		return q.xpath()
	case "form":
		return q.form()
	case "scenario":
		return q.scenario()
	}
	return nil, errors.New("kind phải là xpath, form hoặc scenario / kind must be xpath, form or scenario")
}

func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return []byte(`{"id":null,"error":"the answer can not be written"}`)
	}
	return bytes.TrimSpace(b.Bytes())
}

// clock is the instant and the zone that a request asks for, in minutes east of UTC.
func (q *request) clock() (ms int64, zone int, err error) {
	now := time.Now()
	if q.Now != "" {
		if now, err = time.Parse(time.RFC3339Nano, q.Now); err != nil {
			return 0, 0, err
		}
	}
	name := q.TZ
	if name == "" {
		name = "UTC"
	}
	at, err := time.LoadLocation(name)
	if err != nil {
		return 0, 0, err
	}
	_, seconds := now.In(at).Zone()
	return now.UnixMilli(), seconds / 60, nil
}
