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
		{"what the screen of an open form showed was dropped when its record moved away", 155, []Event{
			{evOpen, 0xa8ee0939541e159f}, {evHostile, 0x2ab6defd503f75b7}, {evHostile, 0xc16b8baef8218083},
			{evAnswer, 0x5c5789c74377b1e4}, {evArm, 0xa853852c4031dc06}, {evSync, 0x6de6c581102f0cd0},
			{evClose, 0x52477ccccf9b453e}, {evClose, 0x7cc2f854d006a885}, {evSync, 0xb3ced21dc7977a1d},
			{evSync, 0xf9b19cdd76b0d844}, {evPublish, 0xa8f4350439726dad}, {evHostile, 0x4cf54bc3a5386791},
			{evApprove, 0xe873a10c036386e3}, {evSync, 0xd5435b79ae1d04d0}, {evClose, 0x84d5268e28f0919b},
			{evAnswer, 0x5e1ae5dce32642e9}, {evMove, 0x46c46d5db738983c}, {evSync, 0x5942da483954f744},
			{evRestoreRow, 0x331c576dad9258cf}, {evOpen, 0x50f7f588910ded43}, {evAddRow, 0x98ff037ebda6fca1},
			{evOpen, 0x733ddebf1f2b0a15}, {evOfficeComment, 0x1bfd724db063efbd}, {evAddRow, 0x89c752c72d61ccdb},
			{evTabletComment, 0xa7fee02e622914e6}, {evSync, 0xbb1093060733df31}, {evSync, 0x55ea615b54d11151},
			{evAnswer, 0xb1ab1fcf0f28d8f4}, {evAnswer, 0x7e14976a5a69d0fe}}},
		{"a move after a restore was older than one before it", 1633, []Event{
			{evAddRow, 0xc556fa9389da7952}, {evApprove, 0x6384cce1ad2f868e}, {evFinish, 0x4c8735de51b52369}, {evAnswer, 0x5b675f5d188e83ce},
			{evSync, 0xb64f882fdabca3c1}, {evAnswer, 0xcff2ccda7971a9e9}, {evMove, 0x51c99b021a877121}, {evOpen, 0x66a07480993d39f2},
			{evBackup, 0x70397ae39402181a}, {evOpen, 0x5b29408234e34af4}, {evRestore, 0x718fa868925002b5}, {evAnswer, 0x5472807c50d59e9d},
			{evSync, 0x0073bbaf1d9a7e56}, {evAnswer, 0x6fdb806a57a01c4a}, {evMove, 0x522715d32d49ca35}, {evAnswerRow, 0xb74aab7cb92156f7},
			{evSettle, 0x8d3f452ff94d8ddb}, {evAnswer, 0x66ba0da40d728631}}},
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
