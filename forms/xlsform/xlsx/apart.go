package xlsx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"runtime/debug"
	"slices"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// Apart is the program, with its arguments, that reads a workbook of the old kind in a process of its own: it is given the
// file on stdin, the further argument --all where every sheet is wanted, and answers what ServeOld writes. Empty: such files are read in this process. The program sets it
// once, before the first Read.
var Apart []string

// apartTime, apartMemory and apartBytes bound the process.
const (
	apartTime   = 20 * time.Second
	apartMemory = 512 << 20
	apartBytes  = 128 << 20
)

// apartAnswer is what the process says.
type apartAnswer struct {
	Workbook *xlsform.Workbook  `json:"workbook"`
	Diags    []forms.Diagnostic `json:"diags"`
}

// ServeOld reads a workbook of the old kind from in and answers on out: the other side of Apart.
func ServeOld(in io.Reader, out io.Writer, all bool) error {
	debug.SetMemoryLimit(apartMemory)
	file, err := io.ReadAll(io.LimitReader(in, int64(DefaultLimits.FileBytes)+1))
	if err != nil {
		return err
	}
	Apart = nil
	var a apartAnswer
	read := Read
	if all {
		read = ReadAll
	}
	a.Workbook, a.Diags = read(file, Limits{})
	return json.NewEncoder(out).Encode(a)
}

// readApart asks the process. What it does not answer in time, or at all, is a damaged file.
func (r *reader) readApart(file []byte) (*xlsform.Workbook, error) {
	ctx, cancel := context.WithTimeout(context.Background(), apartTime)
	defer cancel()
	args := slices.Clone(Apart[1:])
	if r.all {
		args = append(args, "--all")
	}
	cmd := exec.CommandContext(ctx, Apart[0], args...)
	cmd.Stdin = bytes.NewReader(file)
	var out bounded
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return nil, broken(".xls", err)
	}
	var a apartAnswer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		return nil, broken(".xls", err)
	}
	r.diags = append(r.diags, a.Diags...)
	return a.Workbook, nil
}

// bounded takes what fits.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > apartBytes {
		return 0, errors.New("too much")
	}
	return b.Buffer.Write(p)
}
