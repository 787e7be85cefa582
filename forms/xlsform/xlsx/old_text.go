package xlsx

import (
	"encoding/binary"
	"unicode/utf16"
)

// plainString reads a string within one record: its length in size bytes, flags, characters; it gives how many bytes it
// took. What is cut off is left out.
func plainString(d []byte, size int) (string, int) {
	if len(d) < size+1 {
		return "", len(d)
	}
	n := int(d[0])
	if size == 2 {
		n = int(binary.LittleEndian.Uint16(d))
	}
	flags := d[size]
	at := size + 1
	if flags&8 != 0 {
		at += 2
	}
	if flags&4 != 0 {
		at += 4
	}
	units := make([]uint16, 0, n)
	for ; n > 0; n-- {
		u, took := unit(d, at, flags&1 != 0)
		if took == 0 {
			break
		}
		units, at = append(units, u), at+took
	}
	return string(utf16.Decode(units)), at
}

// unit is one character at a place, and how many bytes it took; 0 at the end.
func unit(d []byte, at int, wide bool) (uint16, int) {
	switch {
	case wide && at+2 <= len(d):
		return binary.LittleEndian.Uint16(d[at:]), 2
	case !wide && at < len(d):
		return uint16(d[at]), 1
	}
	return 0, 0
}

// sharedStrings reads the table of strings at a place; it goes on over CONTINUE records, which may begin within a string.
func (o *oldBook) sharedStrings(place int) error {
	_, d, next, _ := o.record(place)
	if len(d) < 8 {
		return broken("SST", nil)
	}
	c := &chain{o: o, d: d, at: 8, next: next}
	count := int(binary.LittleEndian.Uint32(d[4:]))
	if count > o.limits.Strings {
		return tooLarge("", 0, o.limits.Strings, "Số đoạn chữ", "The number of texts")
	}
	for range count {
		s, ok := c.text()
		if !ok {
			return broken("SST", nil)
		}
		if o.left -= len(s); o.left < 0 {
			return tooLarge("", 0, o.limits.AllBytes, "Tổng cỡ sau khi giải nén (byte)", "The unpacked size, in bytes,")
		}
		o.strings = append(o.strings, s)
	}
	return nil
}

// chain is a record and the CONTINUE records after it.
type chain struct {
	o    *oldBook
	d    []byte
	at   int
	next int
}

// more steps into the next CONTINUE record when this one is read to its end; false when there is none.
func (c *chain) more() bool {
	for c.at >= len(c.d) {
		kind, d, next, ok := c.o.record(c.next)
		if !ok || kind != recContinue {
			return false
		}
		c.d, c.at, c.next = d, 0, next
	}
	return true
}

func (c *chain) number(bytes int) (int, bool) {
	n := 0
	for i := range bytes {
		if !c.more() {
			return 0, false
		}
		n |= int(c.d[c.at]) << (8 * i)
		c.at++
	}
	return n, true
}

// text reads one string with its runs and phonetic part passed over. A string that goes on in the next record begins there
// with its flags again.
func (c *chain) text() (string, bool) {
	n, ok := c.number(2)
	flags, ok2 := c.number(1)
	runs, extra := 0, 0
	if flags&8 != 0 {
		runs, ok = c.number(2)
	}
	if flags&4 != 0 {
		extra, ok = c.number(4)
	}
	if !ok || !ok2 || extra < 0 {
		return "", false
	}
	wide := flags&1 != 0
	units := make([]uint16, 0, n)
	for len(units) < n {
		if c.at >= len(c.d) {
			if !c.more() {
				return "", false
			}
			again, _ := c.number(1)
			wide = again&1 != 0
			continue
		}
		u, took := unit(c.d, c.at, wide)
		if took == 0 {
			return "", false
		}
		units = append(units, u)
		c.at += took
	}
	for skip := 4*runs + extra; skip > 0; {
		if !c.more() {
			return "", false
		}
		step := min(skip, len(c.d)-c.at)
		c.at += step
		skip -= step
	}
	return string(utf16.Decode(units)), true
}
