//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/sothon/sothon/forms/minijson"
	"github.com/sothon/sothon/sync/replica"
)

func main() {
	a := &app{random: random}
	js.Global().Set("sothonCall", js.FuncOf(func(_ js.Value, args []js.Value) any { return answer(a, args) }))
	if ready := js.Global().Get("sothonReady"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {}
}

// random fills p from the browser's generator, which gives at most 65,536 bytes at once.
func random(p []byte) {
	crypto := js.Global().Get("crypto")
	for len(p) > 0 {
		n := min(len(p), 65536)
		b := js.Global().Get("Uint8Array").New(n)
		crypto.Call("getRandomValues", b)
		js.CopyBytesToGo(p[:n], b)
		p = p[n:]
	}
}

// answer is one call from the worker.
func answer(a *app, args []js.Value) (result any) {
	c := &call{app: a}
	defer func() {
		// A panic here is a fault of this program, never of its input; it must not take the open form with it.
		if p := recover(); p != nil {
			result = c.reply(internal(p))
		}
	}()
	if len(args) < 2 || args[0].Type() != js.TypeString || args[1].Type() != js.TypeString {
		return c.reply(&replica.Error{Code: "call", Vi: "Lời gọi không đúng dạng.", En: "Malformed call."})
	}
	in, err := minijson.Parse([]byte(args[1].String()))
	if err != nil {
		return c.reply(&replica.Error{Code: "call", Vi: "Lời gọi không đúng dạng.", En: "Malformed call: " + err.Error()})
	}
	c.in = in
	if len(args) > 2 && args[2].InstanceOf(js.Global().Get("Array")) {
		for i := 0; i < args[2].Length(); i++ {
			v := args[2].Index(i)
			if !v.InstanceOf(js.Global().Get("Uint8Array")) {
				return c.reply(&replica.Error{Code: "call", Vi: "Lời gọi không đúng dạng.", En: "Malformed call: bins must be Uint8Array."})
			}
			b := make([]byte, v.Length())
			js.CopyBytesToGo(b, v)
			c.bins = append(c.bins, b)
		}
	}
	return c.reply(a.run(args[0].String(), c))
}

func internal(p any) error {
	what := "panic"
	switch e := p.(type) {
	case error:
		what = e.Error()
	case string:
		what = e
	}
	return &replica.Error{Code: "internal", Vi: "Ứng dụng gặp lỗi. Những gì đã lưu vẫn còn; mở lại ứng dụng.", En: "The app failed: " + what + ". What was saved is kept; open the app again."}
}

// reply makes {json, bins}.
func (c *call) reply(err error) any {
	var json []byte
	var bins [][]byte
	if err != nil {
		e, ok := err.(*replica.Error)
		if !ok {
			e = &replica.Error{Code: "internal", Vi: err.Error(), En: err.Error()}
		}
		var w minijson.Writer
		w.BeginObject().Key("error").BeginObject().Key("code").Str(e.Code).Key("vi").Str(e.Vi).Key("en").Str(e.En).EndObject().EndObject()
		json = w.Bytes()
	} else {
		c.w.EndObject()
		json, bins = c.w.Bytes(), c.out
	}
	list := js.Global().Get("Array").New(len(bins))
	for i, b := range bins {
		u := js.Global().Get("Uint8Array").New(len(b))
		js.CopyBytesToJS(u, b)
		list.SetIndex(i, u)
	}
	out := js.Global().Get("Object").New()
	out.Set("json", string(json))
	out.Set("bins", list)
	return out
}
