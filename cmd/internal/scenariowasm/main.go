//go:build js && wasm

// Command scenariowasm plays scenario files (forms/formtest) with the engine compiled to WebAssembly. It is apart from
// cmd/formswasm so that no test code goes to a tablet, but is built with the same flags (cmd/formswasm/flags.txt) from the
// same packages. It offers one function:
//
//	sothonScenarios(formBytes: Uint8Array, text: string) => string
//
// formBytes are the canonical bytes of the form (forms.Encode), as a tablet receives them; text is the scenario file. The
// answer is JSON: {"scenarios": [{"title", "steps", "failed": [{"line", "step", "got", "want"}]}]} in the order of the
// file, where steps counts every step that ran, or {"error"} when the form or the file can not be read. It never throws.
//
// Called by the tests of cmd/internal/wasmtest in Node and by server/web/app/story/scenarios.mjs in Chromium.
package main

import (
	"errors"
	"syscall/js"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/minijson"
)

func main() {
	js.Global().Set("sothonScenarios", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var w minijson.Writer
		w.BeginObject()
		form, file, err := read(args)
		if err != nil {
			w.StrField("error", err.Error())
		} else {
			w.Key("scenarios").BeginArray()
			for i := range file.Scenarios {
				write(&w, file.Scenarios[i].Title, play(form, file, i))
			}
			w.EndArray()
		}
		return string(w.EndObject().Bytes())
	}))
	select {}
}

// read takes the two arguments apart.
func read(args []js.Value) (*forms.Form, *formtest.File, error) {
	if len(args) != 2 || !args[0].InstanceOf(js.Global().Get("Uint8Array")) || args[1].Type() != js.TypeString {
		return nil, nil, errors.New("call sothonScenarios(formBytes: Uint8Array, text: string)")
	}
	b := make([]byte, args[0].Length())
	js.CopyBytesToGo(b, args[0])
	form, err := forms.Decode(b)
	if err != nil {
		return nil, nil, err
	}
	file, mistakes := formtest.Parse(args[1].String())
	if len(mistakes) > 0 {
		return nil, nil, mistakes[0]
	}
	return form, file, nil
}

// play runs one scenario. A panic is a failed step: the others are still worth running.
func play(form *forms.Form, file *formtest.File, i int) (results []formtest.Result) {
	defer func() {
		if p := recover(); p != nil {
			what := "panic"
			if e, ok := p.(error); ok {
				what += ": " + e.Error()
			} else if s, ok := p.(string); ok {
				what += ": " + s
			}
			results = append(results, formtest.Result{Line: file.Scenarios[i].Line, Step: "run", Got: what})
		}
	}()
	return file.RunOne(form, i)
}

func write(w *minijson.Writer, title string, results []formtest.Result) {
	w.BeginObject().StrField("title", title).Key("steps").Int(int64(len(results))).Key("failed").BeginArray()
	for _, r := range formtest.Failed(results) {
		w.BeginObject().Key("line").Int(int64(r.Line)).StrField("step", r.Step)
		w.Key("got").Str(r.Got).Key("want").Str(r.Want).EndObject()
	}
	w.EndArray().EndObject()
}
