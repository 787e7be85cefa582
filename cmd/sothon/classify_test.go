package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

func classified(t *testing.T, lines string) []string {
	t.Helper()
	var out bytes.Buffer
	if err := classify(strings.NewReader(lines), &out, 2); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

const person = `{"m_gioitinh":"1","m_ngaysinh":"1985-01-01","m_cutru":"1","m_bangcap":"3","m_bhyt":"1","m_knld":"1","m_kt":"0","m_btxh":"0","m_vieclam":"4","m_internet":"1"}`
const house = `"ngay_tham":"2026-11-10","ketqua_tham":"1","lydo_tham":"1","dientich":60.5,"vl_cot":"2","vl_mai":"2","vl_tuong":2,"nuoc_an":"3","nhatieu":"1","racthai":"1","phuongtien":"tivi smartphone"`

// The protocol, a case and its answer.
func TestClassify_Answers(t *testing.T) {
	all := func(value string, but ...string) string {
		var out []string
		for i := 1; i <= 13; i++ {
			code := "d" + string(rune('0'+i/10)) + string(rune('0'+i%10))
			v := value
			for k := 0; k < len(but); k += 2 {
				if but[k] == code {
					v = but[k+1]
				}
			}
			out = append(out, `"`+code+`":`+v)
		}
		return strings.Join(out, ",")
	}
	classes := func(a, b, c, d string) string {
		return `"class":{"nd07_rural":"` + a + `","nd07_urban":"` + b + `","nd351_rural":"` + c + `","nd351_urban":"` + d + `"}`
	}
	for _, c := range []struct{ name, in, want string }{
		{"a household", `{"kind":"household","id":"h1","residence":"rural","b1":141,"income_351":2500000,"answers":{` + house + `,"tv":[` + person + `]}}`,
			`{"id":"h1","indicators":{` + all("false") + `},"b_range":[0,0],` + classes("KN", "HCN", "KN", "undetermined") + `,"so_nk":1,"so_phuthuoc":0,"so_knld":1,"b27_range":[0,0]}`},
		{"no table, members not asked", `{"kind":"household","id":7,"residence":"urban","b1":null,"income_351":null,"answers":{` + house + `}}`,
			`{"id":7,"indicators":{` + all(`"unknown"`, "d07", "false", "d09", "false", "d10", "false", "d12", "false", "d13", "false") + `},"b_range":[0,80],` + classes("CHUA_CO_BANG_DIEM", "CHUA_CO_BANG_DIEM", "undetermined", "undetermined") + `,"b27_range":[0,80]}`},
		{"nobody", `{"kind":"household","id":"x","b1":0,"answers":{` + house + `,"tv":[]}}`,
			`{"id":"x","indicators":{` + all(`"unknown"`, "d07", "false", "d09", "false", "d10", "false", "d12", "false", "d13", "false") + `},"b_range":[0,80],` + classes("none", "none", "none", "none") + `,"so_nk":0,"so_phuthuoc":0,"so_knld":0,"b27_range":[0,80]}`},
		{"loans", `{"kind":"loans","id":"l","loans":[{"survey":{"v_dung":"1","v_lai_cham":0,"v_no":"1","v_con_taisan":"1","v_duno":5},"bank":{"as_of":"2026-10-31","months_interest_late":1}}]}`,
			`{"id":"l","loans":[{"purpose":true,"interest":false,"principal":true,"effective":true,"all":false,"active":true,"disagree":["interest"]}],"household":false}`},
		{"no loan", `{"kind":"loans","id":"l","loans":[]}`, `{"id":"l","loans":[],"household":"no_loan"}`},
		{"movement", `{"kind":"movement","id":"m","opening":[{"ho":"a","thon":"x","class":"HN"}],"closing":[{"ho":"a","thon":"x","class":"KN"}],"events":[]}`,
			`{"id":"m","lines":[["a","x","HN","out","thoat"]],"balance":{"*":{"HCN":{"open":0,"in":0,"out":0,"close":0,"pending":0},"HN":{"open":1,"in":0,"out":1,"close":0,"pending":0}},"x":{"HCN":{"open":0,"in":0,"out":0,"close":0,"pending":0},"HN":{"open":1,"in":0,"out":1,"close":0,"pending":0}}}}`},
		{"events under their name or with a kind", `{"kind":"movement","id":"m","opening":[{"ho":"a","thon":"x","class":"HN"},{"ho":"b","thon":"x","class":"HN"}],"closing":[{"ho":"c","thon":"x","class":"HN"}],"events":[{"split":{"from":"a","to":["c"]}},{"kind":"leave","ho":"b"}],"unit_map":{"x":"y"},"report":"old"}`,
			`{"id":"m","lines":[["a","x","HN","out","tach"],["b","x","HN","out","di"],["c","x","HN","in","tach"]],"balance":{"*":{"HCN":{"open":0,"in":0,"out":0,"close":0,"pending":0},"HN":{"open":2,"in":1,"out":2,"close":1,"pending":0}},"x":{"HCN":{"open":0,"in":0,"out":0,"close":0,"pending":0},"HN":{"open":2,"in":1,"out":2,"close":1,"pending":0}}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := classified(t, c.in+"\n"); len(got) != 1 || got[0] != c.want {
				t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}

// Maps may be written from either round to the other.
func TestClassify_MapsEitherWay(t *testing.T) {
	const rounds = `{"kind":"movement","id":"m","opening":[{"ho":"7","thon":"x","class":"HN"},{"ho":"8","thon":"z","class":"HN"}],"closing":[{"ho":"107","thon":"y","class":"KN"},{"ho":"8","thon":"y","class":"HN"}],"events":[],`
	got := classified(t, rounds+`"unit_map":{"x":"y","z":"y"},"household_map":{"7":"107"}}`+"\n"+rounds+`"unit_map":{"y":["x","z"]},"household_map":{"107":"7"}}`)
	if len(got) != 2 || got[0] != got[1] || !strings.Contains(got[0], `"lines":[["107","y","HN","out","thoat"]]`) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// What can not be answered says so under its id, and the rest goes on.
func TestClassify_BadLines(t *testing.T) {
	bad := []string{
		`x`, `{`, `[]`, `null`, `"text"`, `{"id":1}`, `{"id":1,"kind":"house"}`, `{"id":1,"kind":7}`, `{"id":{"a":[1]},"kind":"household","answers":[]}`,
		`{"id":1,"kind":"household","b1":"many","answers":{}}`, `{"id":1,"kind":"household","b1":1.5,"answers":{}}`, `{"id":1,"kind":"household","answers":{"nuoc_an":{"a":1}}}`,
		`{"id":1,"kind":"household","answers":{"tv":7}}`, `{"id":1,"kind":"household","answers":{"tv":[7]}}`, `{"id":1,"kind":"household","answers":{"tv":[` + strings.Repeat(`{},`, 300) + `{}]}}`,
		`{"id":1,"kind":"loans","loans":{}}`, `{"id":1,"kind":"loans","loans":[{"survey":{"v_lai_cham":"two"}}]}`, `{"id":1,"kind":"loans","loans":[{"bank":{"wrong_use":"no"}}]}`,
		`{"id":1,"kind":"movement","opening":[{"thon":"x","class":"HN"}]}`, `{"id":1,"kind":"movement","opening":[{"ho":"a","class":"HN"},{"ho":"a","class":"HN"}]}`,
		`{"id":1,"kind":"movement","events":[{"kind":"eaten"}]}`, `{"id":1,"kind":"movement","events":[7]}`, strings.Repeat("[", 100_000),
	}
	got := classified(t, strings.Join(bad, "\n")+"\n\n \r\n{\"id\":\"last\",\"kind\":\"loans\"}")
	if len(got) != len(bad)+1 {
		t.Fatalf("%d answers to %d lines", len(got), len(bad)+1)
	}
	for i, line := range got[:len(bad)] {
		var a struct {
			ID    json.RawMessage
			Error string
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil || a.Error == "" || len(a.ID) == 0 {
			t.Errorf("%.80s: %s", bad[i], line)
		}
	}
	if !strings.HasPrefix(got[len(bad)], `{"id":"last","loans":[]`) {
		t.Errorf("the last line: %s", got[len(bad)])
	}
}

// Whoever asks one case and waits for the answer before the next gets it.
func TestClassify_AnswersAtOnce(t *testing.T) {
	in, ask := io.Pipe()
	answer, out := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- classify(in, out, 2); out.Close() }()
	d := json.NewDecoder(answer)
	for i := range 3 {
		if _, err := ask.Write([]byte(`{"kind":"household","id":1,"answers":{}}` + "\n")); err != nil {
			t.Fatal(err)
		}
		var a map[string]any
		if err := d.Decode(&a); err != nil || a["error"] != nil {
			t.Fatalf("case %d: %v %v", i, a, err)
		}
	}
	ask.Close()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

func FuzzClassify(f *testing.F) {
	f.Add([]byte(`{"kind":"household","id":"h1","residence":"rural","b1":141,"income_351":2500000,"answers":{` + house + `,"tv":[` + person + `]}}`))
	f.Add([]byte(`{"kind":"movement","id":"m","opening":[{"ho":"a","thon":"x","class":"HN","history":["HN"]}],"closing":[{"ho":"b","thon":"x","class":null}],"events":[{"merge":{"from":["a"],"into":"b"}},{"kind":"arrive","ho":"b"}],"unit_map":{"x":["y","z"]},"household_map":{"a":"b"},"report":{"units":"old"},"old_unit":{"b":"x"}}`))
	f.Add([]byte(`{"kind":"loans","id":1,"loans":[{"survey":null,"bank":{"status":"frozen","outstanding":1e9},"kept":true}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		got := answerCase(line)
		var a map[string]json.RawMessage
		if err := json.Unmarshal(got, &a); err != nil || a["id"] == nil || bytes.ContainsRune(got, '\n') {
			t.Fatalf("%s: %v", got, err)
		}
		if len(a["indicators"]) == 0 && len(a["loans"]) == 0 && len(a["lines"]) == 0 && len(a["error"]) == 0 {
			t.Fatalf("no answer: %s", got)
		}
	})
}
