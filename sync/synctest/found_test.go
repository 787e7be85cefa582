package synctest

import (
	"context"
	"testing"
)

// TestFound plays the shortest histories of faults that the simulator once found.
func TestFound(t *testing.T) {
	found := []struct {
		what   string
		seed   uint64
		events []Event
	}{
		{"a remove covered a held change that its author had not seen", 105, []Event{
			{evHostile, 0x85ccceb0a43ea633}, {evSync, 0xa0f2ae22f3f8230c}, {evRemoveRow, 0x72c1c694cfadc42f}}},
		{"a ruling about a range was put on the wrong branch by a tablet that has a part of the log", 285, []Event{
			{evAnswer, 0xad13ab401bfa57b6}, {evOpen, 0x7d4fbe2217dac743}, {evAnswer, 0x8866b01e03c3f1cf}, {evClone, 0xff029778a1738465},
			{evFinish, 0xdc1d88ae9aed70bc}, {evAnswer, 0x7a9cbd3cdb0ac401}, {evSync, 0xc1996288e5ddbb62}}},
		{"a stopped tablet took its copy's changes for its own", 358, []Event{
			{evFinish, 0x0c848a0c2f1b8a2d}, {evAnswer, 0x0ac70575c395ecb6}, {evClone, 0x1344206756f81ce6},
			{evSync, 0x9755991cfd9127e3}, {evSync, 0x432738c6aad52119}}},
		{"a row that was gone, restored, removed and restored stayed gone", 5185, []Event{
			{evRemoveRow, 0xf75a4f594291a7f5}, {evAddRow, 0x9727a20c62921919}, {evClose, 0x04d0394ba16d85a7}, {evClone, 0x779dd6d6aeb81b39},
			{evAddRow, 0x6a7c1615fc8b8000}, {evRestoreRow, 0x2add6414423475c0}, {evRemoveRow, 0x64fc5cb2ca5b3830}, {evRestoreRow, 0xbb1272a6499edfb9}}},
	}
	dir := memoryDir()
	tpl, err := theTemplate(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if got := playScript(context.Background(), tpl, dir, f.seed, f.events, 1); len(got.bad) > 0 {
			t.Errorf("%s: %v", f.what, got.bad[0])
		}
	}
}
