package export

import (
	"archive/zip"
	"hash/crc32"

	"github.com/klauspost/compress/flate"
)

// chunk is the size in which packed bytes are kept: no copy when a table grows.
const chunk = 128 << 10

// spool keeps a table packed in memory until its turn in the archive comes, so that nothing about people lies in
// temporary files. Rows of a survey pack to about a tenth.
type spool struct {
	packed chunks
	deflat *flate.Writer
	sum    uint32
	size   uint64
}

type chunks struct {
	list [][]byte
	n    uint64
}

// Write appends.
func (c *chunks) Write(b []byte) (int, error) {
	n := len(b)
	c.n += uint64(n)
	for len(b) > 0 {
		k := len(c.list) - 1
		if k < 0 || len(c.list[k]) == cap(c.list[k]) {
			c.list = append(c.list, make([]byte, 0, chunk))
			k++
		}
		m := min(len(b), cap(c.list[k])-len(c.list[k]))
		c.list[k] = append(c.list[k], b[:m]...)
		b = b[m:]
	}
	return n, nil
}

func newSpool() (*spool, error) {
	s := &spool{}
	var err error
	s.deflat, err = flate.NewWriter(&s.packed, flate.BestSpeed)
	return s, err
}

// Write packs.
func (s *spool) Write(b []byte) (int, error) {
	s.sum = crc32.Update(s.sum, crc32.IEEETable, b)
	s.size += uint64(len(b))
	return s.deflat.Write(b)
}

// into ends the table and puts it into an archive, as packed.
func (s *spool) into(z *zip.Writer, h *zip.FileHeader) error {
	if err := s.deflat.Close(); err != nil {
		return err
	}
	h.CRC32, h.CompressedSize64, h.UncompressedSize64 = s.sum, s.packed.n, s.size
	w, err := z.CreateRaw(h)
	if err != nil {
		return err
	}
	for i, b := range s.packed.list {
		if _, err := w.Write(b); err != nil {
			return err
		}
		s.packed.list[i] = nil
	}
	return nil
}
