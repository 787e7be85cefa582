//go:build js && wasm

package main

import (
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

func (a *app) syncBegin(c *call) error {
	head, has, writes := a.r.BeginAll(c.str("app"), c.in.Get("now").Int())
	c.w.Key("has").BeginObject().Key("changes").Int(int64(has.Changes)).Key("blobs").Int(int64(has.Blobs)).EndObject()
	if head == nil {
		head = []byte{}
	}
	c.out = [][]byte{head}
	c.writes(writes)
	return nil
}

func (a *app) syncBody(c *call) error {
	body, message, err := a.r.Body(c.bin(0))
	if err != nil {
		return err
	}
	c.w.Key("url").Str("/api/v1/sync")
	c.out = [][]byte{body, message}
	return nil
}

func (a *app) syncUnseal(c *call) error {
	message, sig, payload, err := a.r.Unsealed(c.bin(0))
	if err != nil {
		return err
	}
	c.out = [][]byte{message, sig, payload}
	return nil
}

func (a *app) syncError(c *call) error {
	retry, said, writes, err := a.r.Refused(int(c.in.Get("status").Int()), c.bin(0))
	if err != nil {
		return err
	}
	c.w.Key("retry").Bool(retry).Key("code").Str(said.Code).Key("vi").Str(said.Vi).Key("en").Str(said.En)
	c.writes(writes)
	return nil
}

func (a *app) syncReceive(c *call) error {
	got, writes, err := a.r.Receive(c.bin(0), c.in.Get("now").Int())
	if err != nil {
		return err
	}
	w := &c.w
	w.Key("more").Bool(got.More).Key("acked").Int(int64(got.Acked)).Key("arrived").BeginObject()
	w.Key("records").Int(int64(got.Arrived.Records)).Key("returned").Int(int64(got.Arrived.Returned))
	w.Key("approved").Int(int64(got.Arrived.Approved)).Key("conflicts").Int(int64(got.Arrived.Conflicts)).EndObject()
	w.BoolField("revoked", got.Revoked)
	c.stopped(got.Stopped)
	w.Key("clockOffset").Int(got.ClockOffset)
	c.wipe(got.Wipe)
	c.writes(writes)
	return nil
}

// wipe tells the order of the office to erase everything.
func (c *call) wipe(x *replica.Wipe) {
	if x == nil {
		return
	}
	c.w.Key("wipe").BeginObject().Key("order").Str(x.Order.String()).Key("at").Int(x.At).Key("reason").Str(x.Reason)
	c.w.Key("unsent").Int(int64(x.Unsent)).Key("blobs").Int(int64(x.Blobs)).EndObject()
}

func (a *app) wipeReceipt(c *call) error {
	body, message, err := a.r.WipeReceipt(c.in.Get("at").Int())
	if err != nil {
		return err
	}
	c.w.Key("url").Str("/api/v1/wiped")
	c.out = [][]byte{body, message}
	return nil
}

func (a *app) syncReport(c *call) error {
	x := a.r.Report()
	w := &c.w
	w.Key("sentRecords").Int(int64(x.SentRecords)).Key("totalRecords").Int(int64(x.TotalRecords)).Key("received").Int(int64(x.Received))
	w.Key("returned").Int(int64(x.Returned)).Key("unsent").Int(int64(x.Unsent))
	w.Key("blobs").BeginObject().Key("sent").Int(int64(x.BlobsSent)).Key("total").Int(int64(x.BlobsTotal)).Key("bytes").Uint(x.BlobBytes).EndObject()
	return nil
}

func (a *app) blobQueue(c *call) error {
	c.w.Key("blobs").BeginArray()
	for _, b := range a.r.Blobs() {
		c.w.BeginObject().Key("hash").Str(b.Media.SHA256.String()).Key("size").Uint(b.Media.Size).Key("mime").Str(b.Media.Mime)
		c.w.Key("state").Str(b.State).EndObject()
	}
	c.w.EndArray()
	return nil
}

func (a *app) blobMessage(c *call) error {
	h, err := wire.ParseHash(c.str("hash"))
	if err != nil {
		return bad("hash")
	}
	nonce, message := a.r.BlobMessage(h, c.str("method"))
	c.w.Key("nonce").Str(hexText(nonce))
	c.out = [][]byte{message}
	return nil
}

func (a *app) blobPart(c *call) error {
	h, err := wire.ParseHash(c.str("hash"))
	if err != nil {
		return bad("hash")
	}
	offset := c.in.Get("offset").Int()
	if offset < 0 || len(c.bin(0)) != len(wire.Hash{}) {
		return bad("offset or digest of the part")
	}
	nonce, message := a.r.BlobPartMessage(h, uint64(offset), wire.Hash(c.bin(0)))
	c.w.Key("nonce").Str(hexText(nonce))
	c.out = [][]byte{message}
	return nil
}

func (a *app) blobSent(c *call) error {
	h, err := wire.ParseHash(c.str("hash"))
	if err != nil {
		return bad("hash")
	}
	c.writes(a.r.BlobSent(h))
	return nil
}
