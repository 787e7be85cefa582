package api

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/sothon/sothon/sync/wire"
)

// MaxPixels is the largest picture that a page shows: a larger one would take a browser's memory, and is kept as a file.
const MaxPixels = 50_000_000

// Picture is what the head of a file says of the picture in it.
type Picture struct {
	Mime          string // "image/jpeg", "image/png", "image/webp"
	Width, Height int    // pixels
	Cut           bool   // its end is missing
}

// Fits says that a page may show the picture.
func (p Picture) Fits() bool { return p.Width*p.Height <= MaxPixels }

// ReadPicture looks at the head and the end of a file. Nothing is unpacked, and no more than 128 KiB are read; false for
// what is no picture of a kind that tablets make, whatever its name says.
func ReadPicture(f io.ReaderAt, size int64) (Picture, bool) {
	head := make([]byte, min(size, 32))
	if _, err := f.ReadAt(head, 0); err != nil {
		return Picture{}, false
	}
	var p Picture
	ok := false
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		p, ok = readJPEG(f, size)
	case len(head) >= 24 && bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")):
		p = Picture{"image/png", int(binary.BigEndian.Uint32(head[16:]) & 0x7fffffff), int(binary.BigEndian.Uint32(head[20:]) & 0x7fffffff), !ends(f, size, 33, "IEND\xaeB`\x82")}
		ok = true
	case len(head) >= 30 && bytes.HasPrefix(head, []byte("RIFF")) && bytes.Equal(head[8:12], []byte("WEBP")):
		p, ok = readWebP(head, size)
	}
	return p, ok && p.Width > 0 && p.Height > 0
}

// maxSegments is how many parts a JPEG may have before its picture.
const maxSegments = 200

// readJPEG goes through the parts of a JPEG to the one that tells its size, then to where the picture begins.
func readJPEG(f io.ReaderAt, size int64) (Picture, bool) {
	p, at := Picture{Mime: "image/jpeg"}, int64(2)
	for range maxSegments {
		var b [9]byte
		if n, _ := f.ReadAt(b[:], at); n < len(b) || b[0] != 0xff {
			return p, false
		}
		length := int64(binary.BigEndian.Uint16(b[2:]))
		switch m := b[1]; {
		case m == 0xff: // filling
			at++
			continue
		case m == 0xda: // the picture itself
			p.Cut = !ends(f, size, at, "\xff\xd9")
			return p, true
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc:
			p.Height, p.Width = int(binary.BigEndian.Uint16(b[5:])), int(binary.BigEndian.Uint16(b[7:]))
		case m < 0xc0 || length < 2:
			return p, false
		}
		at += 2 + length
	}
	return p, false
}

func readWebP(head []byte, size int64) (Picture, bool) {
	p := Picture{Mime: "image/webp", Cut: int64(binary.LittleEndian.Uint32(head[4:]))+8 > size}
	switch string(head[12:16]) {
	case "VP8X":
		p.Width, p.Height = 1+int(uint24(head[24:])), 1+int(uint24(head[27:]))
	case "VP8 ":
		p.Width, p.Height = int(binary.LittleEndian.Uint16(head[26:])&0x3fff), int(binary.LittleEndian.Uint16(head[28:])&0x3fff)
	case "VP8L":
		n := binary.LittleEndian.Uint32(head[21:])
		p.Width, p.Height = 1+int(n&0x3fff), 1+int(n>>14&0x3fff)
	default:
		return p, false
	}
	return p, true
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// ends says that mark stands in the last 64 KiB of a file, after a place: what a program added behind the end is no harm.
func ends(f io.ReaderAt, size, after int64, mark string) bool {
	from := max(after, size-64<<10)
	if from >= size {
		return false
	}
	tail := make([]byte, size-from)
	n, _ := f.ReadAt(tail, from)
	return bytes.Contains(tail[:n], []byte(mark))
}

// Picture looks at a stored file; false when it is not here or is no picture.
func (b *Blobs) Picture(h wire.Hash) (Picture, bool) {
	f, err := b.Open(h)
	if err != nil {
		return Picture{}, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Picture{}, false
	}
	return ReadPicture(f, info.Size())
}
